// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import dev.carteiro.sender.DispatchFixtures;
import dev.carteiro.sender.SenderSettings;
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
  private static final EvolutionServerUrl SERVER =
      EvolutionServerUrl.parse("http://evo:8080").orElseThrow();
  private static final EvolutionCallResult OPEN = ok("{\"instance\":{\"state\":\"open\"}}");
  private static final EvolutionCallResult WELCOME = ok("{\"status\":200,\"version\":\"2.3.7\"}");
  private static final EvolutionCallResult NONE =
      new EvolutionCallResult.EvolutionCallFailure(
          EvolutionCallResult.CallFailurePhase.NOT_SENT, "no answer in time");

  private final Map<String, EvolutionCallResult> states = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private EvolutionCallResult root = WELCOME;
  private final ServerProbe probe =
      new ServerProbe(
          SERVER,
          new ServerProbe.ProbeClient() {
            @Override
            public CompletableFuture<EvolutionCallResult> root(EvolutionServerUrl server) {
              asked.add("/");
              return CompletableFuture.completedFuture(root);
            }

            @Override
            public CompletableFuture<EvolutionCallResult> state(
                EvolutionServerUrl server, InstanceBinding number, String apikey) {
              String name = number.instance().name();
              asked.add(name);
              return CompletableFuture.completedFuture(states.getOrDefault(name, OPEN));
            }
          },
          new EvolutionCredentialResolver(
              new Environment(Map.of("SENDER_CREDENTIALS", "main=key-1"))
                  .bind(SenderSettings.class)),
          Clock.fixed(DispatchFixtures.NOW, ZoneOffset.UTC));

  @Test
  void nothingIsKnownBeforeTheFirstAnswer() {
    assertThat(probe.verdict().finding()).isEqualTo(ServerProbeFinding.UNKNOWN);
  }

  @Test
  void aRoundAsksOneNumberInTurnAndForTheVersionOnce() {
    // When
    rounds(4, "a", "b", "c");

    // Then
    assertThat(probe.verdict().finding()).isEqualTo(ServerProbeFinding.OK);
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
    ServerProbeFinding first = probe.verdict().finding();
    rounds(1, "a", "b");

    // Then
    assertThat(first).isEqualTo(ServerProbeFinding.OK);
    assertThat(probe.verdict().finding()).isEqualTo(ServerProbeFinding.AWAY);
    assertThat(probe.verdict().detail()).contains("no answer in time");
  }

  @Test
  void aServerWithOneNumberThatHangsIsAwayToo() {
    // Given
    allSilent("a");

    // When
    rounds(2, "a");

    // Then
    assertThat(probe.verdict().finding()).isEqualTo(ServerProbeFinding.AWAY);
  }

  @Test
  void aServerOfWhichNoCredentialIsKnownIsJudgedByItsFirstPage() {
    // Given
    ServerProbeTarget target = new ServerProbeTarget(SERVER, List.of(number("a", "unknown")));
    probe.round(target).join();
    ServerProbeFinding before = probe.verdict().finding();
    root = NONE;

    // When
    probe.round(target).join();
    probe.round(target).join();

    // Then
    assertThat(before).isEqualTo(ServerProbeFinding.OK);
    assertThat(probe.verdict().finding()).isEqualTo(ServerProbeFinding.AWAY);
    assertThat(asked).containsOnly("/");
  }

  @Test
  void numbersThatAreNotAnsweredNeverMakeTheirServerAwayForOthers() {
    // Given
    String[] names = {"a", "b", "c", "d", "e", "f"};
    Set<String> sick = new HashSet<>(List.of("a", "b", "c", "d", "e"));
    sick.forEach(name -> states.put(name, NONE));
    Set<ServerProbeFinding> findings = new HashSet<>();

    // When
    for (int n = 0; n < 40; n++) {
      rounds(1, names);
      findings.add(probe.verdict().finding());
    }

    // Then
    assertThat(findings)
        .contains(ServerProbeFinding.NUMBER_SILENT)
        .doesNotContain(ServerProbeFinding.AWAY);
  }

  @Test
  void aServerThatIsBackIsWellAtOnce() {
    // Given
    allSilent("a", "b");
    rounds(2, "a", "b");
    states.put("b", OPEN);

    // When
    rounds(1, "a", "b");
    ServerProbeFinding half = probe.verdict().finding();
    states.clear();
    rounds(1, "a", "b");

    // Then
    assertThat(half).isEqualTo(ServerProbeFinding.NUMBER_SILENT);
    assertThat(probe.verdict().finding()).isEqualTo(ServerProbeFinding.OK);
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
      int status, String body, ServerProbeFinding expected) {
    // Given
    states.put("a", new EvolutionCallResult.EvolutionResponse(status, body.getBytes(UTF_8), null));

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
    states.put("a", new EvolutionCallResult.EvolutionResponse(status, "{}".getBytes(UTF_8), null));
    root = states.get("a");

    // When
    rounds(2, "a");

    // Then
    assertThat(probe.verdict().finding()).isEqualTo(ServerProbeFinding.AWAY);
  }

  @Test
  void theIntegrationIsReadOfTheRowThatWasAskedFor() {
    // Given
    EvolutionCallResult rows =
        ok(
            "[{\"name\":\"b\",\"integration\":\"EVOLUTION\",\"token\":\"t\"},"
                + "{\"name\":\"a\",\"integration\":\"WHATSAPP-BUSINESS\"},{\"name\":\"c\",\"integration\":\"X\"}]");

    // When / Then
    assertThat(ProbeResponseParser.integration(rows, "a"))
        .contains(WhatsAppIntegration.WHATSAPP_BUSINESS);
    assertThat(ProbeResponseParser.integration(rows, "c")).contains(WhatsAppIntegration.UNKNOWN);
    assertThat(ProbeResponseParser.integration(rows, "d")).isEmpty();
    assertThat(ProbeResponseParser.integration(NONE, "a")).isEmpty();
    assertThat(ProbeResponseParser.integration(ok("{}"), "a")).isEmpty();
  }

  @Test
  void whatAnOperatorSaidWinsOverWhatEvolutionTold() {
    // Given
    Map<String, InstanceBinding> bindings = new HashMap<>();
    InstanceBinding silent = number("a", "main");
    bindings.put("default/a", silent);
    InstanceIntegrationCache integrations =
        new InstanceIntegrationCache(
            key -> Optional.ofNullable(bindings.get(key)),
            Clock.fixed(DispatchFixtures.NOW, ZoneOffset.UTC));
    assertThat(integrations.toAsk(SERVER, List.of(silent), 5)).containsExactly(silent);

    // When
    boolean news =
        integrations.learn(silent.instance(), Optional.of(WhatsAppIntegration.EVOLUTION));
    boolean again =
        integrations.learn(silent.instance(), Optional.of(WhatsAppIntegration.EVOLUTION));

    // Then
    assertThat(news).isTrue();
    assertThat(again).isFalse();
    assertThat(integrations.toAsk(SERVER, List.of(silent), 5)).isEmpty();
    assertThat(integrations.of(silent.instance())).contains(WhatsAppIntegration.EVOLUTION);
    bindings.put("default/a", said(WhatsAppIntegration.WHATSAPP_BAILEYS));
    assertThat(integrations.of(silent.instance())).contains(WhatsAppIntegration.WHATSAPP_BAILEYS);
    assertThat(integrations.toAsk(SERVER, List.copyOf(bindings.values()), 5)).isEmpty();
  }

  private void allSilent(String... names) {
    root = NONE;
    for (String name : names) {
      states.put(name, NONE);
    }
  }

  private void rounds(int count, String... names) {
    ServerProbeTarget target =
        new ServerProbeTarget(
            SERVER, Arrays.stream(names).map(name -> number(name, "main")).toList());
    for (int n = 0; n < count; n++) {
      probe.round(target).join();
    }
  }

  private static EvolutionCallResult ok(String body) {
    return new EvolutionCallResult.EvolutionResponse(200, body.getBytes(UTF_8), null);
  }

  private static InstanceBinding number(String name, String credential) {
    return binding(name, credential, null);
  }

  private static InstanceBinding said(WhatsAppIntegration integration) {
    return binding("a", "main", integration);
  }

  private static InstanceBinding binding(
      String name, String credential, WhatsAppIntegration integration) {
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
        DispatchFixtures.NOW,
        "test");
  }
}
