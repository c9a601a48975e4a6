// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.config.SenderSettings;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.contract.event.Integration;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server is said to be, whatever it and its numbers answer. */
class ServerProbeTest {
  private static final ServerUrl SERVER = ServerUrl.parse("http://evo:8080").orElseThrow();
  private static final Answer OPEN = ok("{\"instance\":{\"state\":\"open\"}}");
  private static final Answer WELCOME = ok("{\"status\":200,\"version\":\"2.3.7\"}");
  private static final Answer NONE = new Answer.Failure(Answer.Phase.NOT_SENT, "no answer in time");

  private final Map<String, Answer> states = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private Answer root = WELCOME;
  private final ServerProbe probe =
      new ServerProbe(
          SERVER,
          new ServerProbe.Questions() {
            @Override
            public CompletableFuture<Answer> root(ServerUrl server) {
              asked.add("/");
              return CompletableFuture.completedFuture(root);
            }

            @Override
            public CompletableFuture<Answer> state(
                ServerUrl server, InstanceBinding number, String apikey) {
              String name = number.instance().name();
              asked.add(name);
              return CompletableFuture.completedFuture(states.getOrDefault(name, OPEN));
            }
          },
          new Credentials(
              SenderSettings.from(new Environment(Map.of("SENDER_CREDENTIALS", "main=key-1")))),
          Clock.fixed(Dispatches.NOW, ZoneOffset.UTC));

  @Test
  void nothingIsKnownBeforeTheFirstAnswer() {
    assertThat(probe.verdict().finding()).isEqualTo(ProbeFinding.UNKNOWN);
  }

  @Test
  void aRoundAsksOneNumberInTurnAndForTheVersionOnce() {
    // When
    rounds(4, "a", "b", "c");

    // Then
    assertThat(probe.verdict().finding()).isEqualTo(ProbeFinding.OK);
    assertThat(probe.verdict().version()).isEqualTo("2.3.7");
    assertThat(asked).containsExactly("a", "/", "b", "c", "a");
  }

  @Test
  void aServerThatAnswersNothingIsAwayAfterTheSecondRound() {
    // Given
    rounds(1, "a", "b");
    allSilent("a", "b");

    // When
    rounds(1, "a", "b");
    ProbeFinding first = probe.verdict().finding();
    rounds(1, "a", "b");

    // Then
    assertThat(first).isEqualTo(ProbeFinding.OK);
    assertThat(probe.verdict().finding()).isEqualTo(ProbeFinding.AWAY);
    assertThat(probe.verdict().detail()).contains("no answer in time");
  }

  @Test
  void aServerWithOneNumberThatHangsIsAwayToo() {
    // Given
    allSilent("a");

    // When
    rounds(2, "a");

    // Then
    assertThat(probe.verdict().finding()).isEqualTo(ProbeFinding.AWAY);
  }

  @Test
  void aServerOfWhichNoCredentialIsKnownIsJudgedByItsFirstPage() {
    // Given
    ProbeTarget target = new ProbeTarget(SERVER, List.of(number("a", "unknown")));
    probe.round(target).join();
    ProbeFinding before = probe.verdict().finding();
    root = NONE;

    // When
    probe.round(target).join();
    probe.round(target).join();

    // Then
    assertThat(before).isEqualTo(ProbeFinding.OK);
    assertThat(probe.verdict().finding()).isEqualTo(ProbeFinding.AWAY);
    assertThat(asked).containsOnly("/");
  }

  @Test
  void numbersThatAreNotAnsweredNeverMakeTheirServerAwayForOthers() {
    // Given
    String[] names = {"a", "b", "c", "d", "e", "f"};
    Set<String> sick = new HashSet<>(List.of("a", "b", "c", "d", "e"));
    sick.forEach(name -> states.put(name, NONE));
    Set<ProbeFinding> findings = new HashSet<>();

    // When
    for (int n = 0; n < 40; n++) {
      rounds(1, names);
      findings.add(probe.verdict().finding());
    }

    // Then
    assertThat(findings).contains(ProbeFinding.NUMBER_SILENT).doesNotContain(ProbeFinding.AWAY);
  }

  @Test
  void aServerThatIsBackIsWellAtOnce() {
    // Given
    allSilent("a", "b");
    rounds(2, "a", "b");
    states.put("b", OPEN);

    // When
    rounds(1, "a", "b");
    ProbeFinding half = probe.verdict().finding();
    states.clear();
    rounds(1, "a", "b");

    // Then
    assertThat(half).isEqualTo(ProbeFinding.NUMBER_SILENT);
    assertThat(probe.verdict().finding()).isEqualTo(ProbeFinding.OK);
  }

  @ParameterizedTest
  @CsvSource({
    "401, '', CREDENTIAL_REFUSED",
    "403, '', CREDENTIAL_REFUSED",
    "404, '{\"status\":404}', INSTANCE_UNKNOWN",
    "429, '', RATE_LIMITED",
    "500, '{\"status\":500}', WRONG_ANSWER",
    "200, '<html>welcome to nginx</html>', WRONG_ANSWER",
    "302, '', WRONG_ANSWER",
    "503, '{\"code\":\"LICENSE_REQUIRED\"}', LICENSE_REQUIRED"
  })
  void aServerThatAnswersWronglyIsInTroubleAndNotAway(
      int status, String body, ProbeFinding expected) {
    // Given
    states.put("a", new Answer.Response(status, body.getBytes(UTF_8), null));

    // When
    rounds(3, "a");

    // Then
    assertThat(probe.verdict().finding()).isEqualTo(expected);
    assertThat(probe.verdict().finding().level()).isEqualTo(1);
    assertThat(probe.verdict().detail()).contains("status " + status).doesNotContain("key-1");
  }

  @ParameterizedTest
  @CsvSource({"502", "503", "504", "521", "530"})
  void aProxyThatFindsNobodyBehindItIsAServerThatIsAway(int status) {
    // Given
    states.put("a", new Answer.Response(status, "{}".getBytes(UTF_8), null));
    root = states.get("a");

    // When
    rounds(2, "a");

    // Then
    assertThat(probe.verdict().finding()).isEqualTo(ProbeFinding.AWAY);
  }

  @Test
  void theIntegrationIsReadOfTheRowThatWasAskedFor() {
    // Given
    Answer rows =
        ok(
            "[{\"name\":\"b\",\"integration\":\"EVOLUTION\",\"token\":\"t\"},"
                + "{\"name\":\"a\",\"integration\":\"WHATSAPP-BUSINESS\"},{\"name\":\"c\",\"integration\":\"X\"}]");

    // When / Then
    assertThat(ProbeReading.integration(rows, "a")).contains(Integration.WHATSAPP_BUSINESS);
    assertThat(ProbeReading.integration(rows, "c")).contains(Integration.UNKNOWN);
    assertThat(ProbeReading.integration(rows, "d")).isEmpty();
    assertThat(ProbeReading.integration(NONE, "a")).isEmpty();
    assertThat(ProbeReading.integration(ok("{}"), "a")).isEmpty();
  }

  @Test
  void whatAnOperatorSaidWinsOverWhatEvolutionTold() {
    // Given
    Map<String, InstanceBinding> bindings = new HashMap<>();
    InstanceBinding silent = number("a", "main");
    bindings.put("default/a", silent);
    Integrations integrations =
        new Integrations(
            key -> Optional.ofNullable(bindings.get(key)),
            Clock.fixed(Dispatches.NOW, ZoneOffset.UTC));
    assertThat(integrations.toAsk(SERVER, List.of(silent), 5)).containsExactly(silent);

    // When
    boolean news = integrations.learn(silent.instance(), Optional.of(Integration.EVOLUTION));
    boolean again = integrations.learn(silent.instance(), Optional.of(Integration.EVOLUTION));

    // Then
    assertThat(news).isTrue();
    assertThat(again).isFalse();
    assertThat(integrations.toAsk(SERVER, List.of(silent), 5)).isEmpty();
    assertThat(integrations.of(silent.instance())).contains(Integration.EVOLUTION);
    bindings.put("default/a", said(Integration.WHATSAPP_BAILEYS));
    assertThat(integrations.of(silent.instance())).contains(Integration.WHATSAPP_BAILEYS);
    assertThat(integrations.toAsk(SERVER, List.copyOf(bindings.values()), 5)).isEmpty();
  }

  private void allSilent(String... names) {
    root = NONE;
    for (String name : names) {
      states.put(name, NONE);
    }
  }

  private void rounds(int count, String... names) {
    ProbeTarget target =
        new ProbeTarget(SERVER, Arrays.stream(names).map(name -> number(name, "main")).toList());
    for (int n = 0; n < count; n++) {
      probe.round(target).join();
    }
  }

  private static Answer ok(String body) {
    return new Answer.Response(200, body.getBytes(UTF_8), null);
  }

  private static InstanceBinding number(String name, String credential) {
    return binding(name, credential, null);
  }

  private static InstanceBinding said(Integration integration) {
    return binding("a", "main", integration);
  }

  private static InstanceBinding binding(String name, String credential, Integration integration) {
    return new InstanceBinding(
        InstanceBinding.VERSION,
        InstanceKey.of(name),
        "t1",
        null,
        null,
        List.of(SERVER.text()),
        credential,
        null,
        false,
        false,
        integration,
        Dispatches.NOW,
        "test");
  }
}
