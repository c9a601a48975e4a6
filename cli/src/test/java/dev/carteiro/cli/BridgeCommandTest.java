// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.command.TimeArgument;
import dev.carteiro.cli.deadletters.PacedBridgeClient;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BridgeCommandTest {
  private final FakeBridgeServer bridge = new FakeBridgeServer();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterEach
  void close() {
    bridge.close();
  }

  @Test
  void sendingAsksTheBridgeAndPrintsTheJobsId() {
    // Given
    bridge.answers(200, "{\"success\":true,\"status\":\"queued\",\"id\":\"msg_3_abc\"}");
    // When
    int code = run("send", "--instance", "business", "5511999999999", "Olá!");
    // Then
    assertThat(code).isEqualTo(ExitCode.OK.code());
    assertThat(bridge.requests)
        .containsExactly(
            "POST /api/whatsapp/send-message {\"instanceName\":\"business\",\"phoneNumber\":\"5511999999999\","
                + "\"message\":\"Olá!\"}");
    assertThat(out.toString()).isEqualToIgnoringNewLines("queued msg_3_abc");
  }

  @Test
  void anInstanceIsRegisteredWithWhatItNeedsToSend() {
    // Given
    bridge.answers(404, "{}");
    // When
    run(
        "instances",
        "add",
        "loja",
        "--tenant=t",
        "--evolution-url=http://a",
        "--evolution-url=http://b",
        "--credential=main",
        "--rate=20",
        "--client-message-ids",
        "--integration=WHATSAPP-BUSINESS");
    // Then
    assertThat(bridge.requests)
        .containsExactly(
            "GET /api/instances/loja?gateway=default",
            "PUT /api/instances/loja?gateway=default {\"evolutionUrls\":[\"http://a\",\"http://b\"],"
                + "\"credential\":\"main\",\"ratePerMinute\":20,\"clientMessageIds\":true,"
                + "\"integration\":\"WHATSAPP-BUSINESS\",\"tenantId\":\"t\"}");
  }

  private static final String REGISTERED =
      """
      {"instance":"default/loja","tenantId":"t","evolutionInstanceId":"old","evolutionUrls":["http://a","http://b"],
       "credential":"main","ratePerMinute":20,"paused":false,"clientMessageIds":true}""";

  @Test
  void addingARegisteredInstanceChangesOnlyWhatIsNamed() {
    // Given
    bridge.answers(200, REGISTERED);
    bridge.answers(200, REGISTERED.replace("old", "new"));
    // When
    int code = run("instances", "add", "loja", "--tenant=t", "--evolution-instance-id=new");
    // Then
    assertThat(code).isEqualTo(ExitCode.OK.code());
    assertThat(bridge.requests)
        .last()
        .isEqualTo(
            "PATCH /api/instances/loja?gateway=default {\"evolutionInstanceId\":\"new\",\"tenantId\":\"t\"}");
    assertThat(out.toString())
        .contains(
            "registered already; fields that were not given were kept:", "evolution id: old -> new")
        .doesNotContain("credential");
  }

  @Test
  void replacingARegisteredInstanceSaysWhatItErases() {
    // Given
    bridge.answers(200, REGISTERED);
    bridge.answers(200, "{\"tenantId\":\"t\",\"evolutionUrls\":[],\"paused\":false}");
    // When
    run("instances", "add", "loja", "--tenant=t", "--replace");
    // Then
    assertThat(bridge.requests)
        .last()
        .isEqualTo("PUT /api/instances/loja?gateway=default {\"tenantId\":\"t\"}");
    assertThat(out.toString())
        .contains(
            "fields that were not given were removed:",
            "evolution id: old -> -",
            "evolution urls: http://a, http://b -> -",
            "credential: main -> -",
            "rate per minute: 20 -> -");
  }

  @Test
  void anUpdateChangesWhatIsNamedAndTakesBackWhatIsCleared() {
    // Given
    bridge.answers(200, REGISTERED);
    bridge.answers(200, REGISTERED.replace("20", "30").replace("\"main\"", "null"));
    // When
    int code =
        run(
            "instances",
            "update",
            "loja",
            "--rate=30",
            "--clear=credential,evolution-instance-id",
            "--no-client-message-ids");
    // Then
    assertThat(code).as(err.toString()).isEqualTo(ExitCode.OK.code());
    assertThat(bridge.requests)
        .last()
        .isEqualTo(
            "PATCH /api/instances/loja?gateway=default {\"ratePerMinute\":30,\"clientMessageIds\":false,"
                + "\"credential\":null,\"evolutionInstanceId\":null}");
    assertThat(out.toString()).contains("rate per minute: 20 -> 30", "credential: main -> -");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "instances update loja",
        "instances update loja --rate=3 --clear=rate",
        "instances update loja --clear=tenant"
      })
  void anUpdateThatIsNoneIsRefused(String line) {
    // Given
    bridge.answers(200, REGISTERED);
    // When
    int code = run(line.split(" "));
    // Then
    assertThat(code).isEqualTo(ExitCode.USAGE.code());
    assertThat(bridge.requests).noneMatch(request -> request.startsWith("PATCH"));
  }

  @Test
  void anInstanceIsShown() {
    // Given
    bridge.answers(200, REGISTERED);
    // When
    run("instances", "show", "loja", "--gateway=eu");
    // Then
    assertThat(bridge.requests).containsExactly("GET /api/instances/loja?gateway=eu");
    assertThat(out.toString()).contains("tenant", "evolution id", "old", "http://a, http://b");
  }

  @Test
  void anInstanceIsPausedAndResumed() {
    // When
    run("instances", "pause", "loja");
    run("instances", "resume", "loja", "--gateway=eu");
    // Then
    assertThat(bridge.requests)
        .hasSize(2)
        .first()
        .asString()
        .startsWith("POST /api/instances/loja/pause");
    assertThat(out.toString()).contains("instance loja paused", "instance loja resumed");
  }

  @Test
  void aTenantsLimitAndQuietHoursReachTheBridge() {
    // When
    run("tenants", "add", "t", "--rate=100", "--quiet=22:00-07:00", "--timezone=America/Sao_Paulo");
    int without = run("tenants", "add", "t", "--quiet=22:00-07:00");
    // Then
    assertThat(bridge.requests)
        .singleElement()
        .asString()
        .endsWith(
            "{\"name\":\"t\",\"ratePerMinute\":100,\"quietHours\":{\"from\":\"22:00\",\"to\":\"07:00\","
                + "\"timezone\":\"America/Sao_Paulo\"}}");
    assertThat(without).isEqualTo(ExitCode.USAGE.code());
  }

  @Test
  void everyOptionOfAMessageReachesTheBridge() {
    // When
    run(
        "send",
        "--instance=business",
        "--gateway=eu",
        "--priority=high",
        "--delay=3",
        "--id=order-1",
        "--idempotency-key=k 1",
        "--media=https://x/y.pdf",
        "--media-type=document",
        "5511999999999");
    // Then
    assertThat(bridge.requests)
        .containsExactly(
            "POST /api/whatsapp/send-message [k 1] {\"instanceName\":\"business\",\"phoneNumber\":\"5511999999999\","
                + "\"gateway\":\"eu\",\"priority\":\"high\",\"id\":\"order-1\",\"delaySeconds\":3,\"type\":\"media\","
                + "\"mediaType\":\"document\",\"media\":\"https://x/y.pdf\"}");
  }

  @Test
  void aScheduleKeepsTheTimeAsItWasGiven() {
    // Given
    bridge.answers(
        202,
        "{\"success\":true,\"scheduleId\":\"schedule_1\",\"scheduledFor\":\"2026-12-12T10:30:00-03:00\"}");
    // When
    int code =
        run("schedule", "--instance=b", "--at=2026-12-12T10:30:00-03:00", "5511999999999", "x");
    // Then
    assertThat(code).isEqualTo(ExitCode.OK.code());
    assertThat(bridge.requests)
        .singleElement()
        .asString()
        .startsWith("POST /api/whatsapp/schedule-message ")
        .contains("\"scheduledFor\":\"2026-12-12T10:30:00-03:00\"");
    assertThat(out.toString())
        .isEqualToIgnoringNewLines("scheduled schedule_1 for 2026-12-12T10:30:00-03:00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send 5511999999999 x",
        "schedule --instance=b 5511999999999 x",
        "schedule --instance=b --at=2026-12-12T10:30:00 5511999999999 x",
        "schedule --instance=b --at=tomorrow 5511999999999 x",
        "schedules cancel",
        "jobs show",
        "dead-letters redrive",
        "dead-letters discard --execute",
        "dead-letters redrive --all --rate=0",
        "dead-letters redrive --all --rate=NaN"
      })
  void whatIsNotCompleteIsRefusedBeforeAnythingIsAsked(String line) {
    // When
    int code = run(line.split(" "));
    // Then
    assertThat(code).isEqualTo(ExitCode.USAGE.code());
    assertThat(bridge.requests).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "schedules cancel, DELETE /api/whatsapp/schedules/ID",
    "jobs cancel, DELETE /api/whatsapp/jobs/ID",
    "batches pause, POST /api/whatsapp/batches/ID/pause",
    "batches resume, POST /api/whatsapp/batches/ID/resume",
    "batches cancel, POST /api/whatsapp/batches/ID/cancel",
    "manual resend, POST /api/whatsapp/jobs/ID/resend",
    "manual discard, POST /api/whatsapp/jobs/ID/discard"
  })
  void whatIsDoneToATargetIsAskedOfTheBridge(String command, String request) {
    // Given
    bridge.answers(200, "{\"success\":true,\"id\":\"ID\",\"status\":\"cancelled\"}");
    // When
    int code = run((command + " ID").split(" "));
    // Then
    assertThat(code).isEqualTo(ExitCode.OK.code());
    assertThat(bridge.requests).containsExactly(request);
    assertThat(out.toString()).isEqualToIgnoringNewLines("ID cancelled");
  }

  @Test
  void oneRefusalStopsNotTheOthersAndIsToldByTheExitCode() {
    // Given
    bridge
        .answers(
            409, "{\"title\":\"Too late\",\"detail\":\"It has left.\",\"code\":\"ALREADY_SENT\"}")
        .answers(202, "{\"success\":true,\"status\":\"pending\"}");
    // When
    int code = run("jobs", "cancel", "msg_1", "msg_2");
    // Then
    assertThat(code).isEqualTo(ExitCode.FAILED.code());
    assertThat(err.toString())
        .isEqualToIgnoringNewLines("carteiro: msg_1: Too late. It has left. (ALREADY_SENT)");
    assertThat(out.toString())
        .isEqualToIgnoringNewLines("msg_2 cancel was requested and is not confirmed yet");
  }

  @Test
  void movingAScheduleGivesItsNewTime() {
    // Given
    bridge.answers(
        200,
        "{\"success\":true,\"status\":\"scheduled\",\"scheduledFor\":\"2026-12-12T13:30:00Z\"}");
    // When
    int code = run("schedules", "move", "schedule_1", "--at", "2026-12-12T13:30:00Z");
    // Then
    assertThat(code).isEqualTo(ExitCode.OK.code());
    assertThat(bridge.requests)
        .containsExactly(
            "PATCH /api/whatsapp/schedules/schedule_1 {\"scheduledFor\":\"2026-12-12T13:30:00Z\"}");
    assertThat(out.toString())
        .isEqualToIgnoringNewLines("schedule_1 moved to 2026-12-12T13:30:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "90s, 2026-01-01T00:01:30Z, 2025-12-31T23:58:30Z",
    "1h30m, 2026-01-01T01:30:00Z, 2025-12-31T22:30:00Z",
    "2D, 2026-01-03T00:00:00Z, 2025-12-30T00:00:00Z",
    "1d12h, 2026-01-02T12:00:00Z, 2025-12-30T12:00:00Z",
    "2026-02-01T00:00:00+01:00, 2026-01-31T23:00:00Z, 2026-01-31T23:00:00Z"
  })
  void aMomentIsATimeOrADistanceFromNow(String text, Instant ahead, Instant past) {
    // Given
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    // When
    TimeArgument moment = new TimeArgument.TimeArgumentConverter().convert(text);
    // Then
    assertThat(moment.after(now)).isEqualTo(ahead);
    assertThat(moment.before(now)).isEqualTo(past);
  }

  @Test
  void requestsKeepTheirPaceAndWaitAsLongAsTheBridgeAsks() {
    // Given
    bridge
        .answers(200, "{}")
        .answers(429, "7", "{}")
        .answers(503, null, "{}")
        .answers(429, "100000", "{}")
        .answers(200, "{}")
        .answers(404, "{\"title\":\"None\",\"code\":\"X\"}");
    List<Duration> pauses = new ArrayList<>();
    PacedBridgeClient requests = new PacedBridgeClient(client(), 4, pauses::add);
    // When
    List<BridgeClient.BridgeResponse> answers =
        List.of(requests.post("/a", null), requests.post("/b", null), requests.post("/c", null));
    // Then
    assertThat(answers)
        .extracting(BridgeClient.BridgeResponse::status)
        .containsExactly(200, 200, 404);
    assertThat(answers.get(2).problem()).isEqualTo("None.  (X)");
    assertThat(pauses)
        .containsExactly(
            Duration.ofMillis(250),
            Duration.ofSeconds(7),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofMillis(250));
    assertThat(bridge.requests)
        .containsExactly("POST /a", "POST /b", "POST /b", "POST /b", "POST /b", "POST /c");
  }

  @Test
  void aBridgeThatNeverHasTimeIsGivenUp() {
    // Given
    for (int i = 0; i < 100; i++) {
      bridge.answers(429, "1", "{}");
    }
    // When
    BridgeClient.BridgeResponse answer =
        new PacedBridgeClient(client(), 1, pause -> {}).post("/a", null);
    // Then
    assertThat(answer.status()).isEqualTo(429);
    assertThat(bridge.requests).hasSize(30);
  }

  private BridgeClient client() {
    return BridgeClient.from(new Environment(bridge.environment()));
  }

  private int run(String... arguments) {
    CommandLine cli =
        CarteiroCommandLine.commandLine(
            new Environment(bridge.environment()), RefusingRoleFactory.get());
    cli.setOut(new PrintWriter(out, true));
    cli.setErr(new PrintWriter(err, true));
    return cli.execute(arguments);
  }
}
