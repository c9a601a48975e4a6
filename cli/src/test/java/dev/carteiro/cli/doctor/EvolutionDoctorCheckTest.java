// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.cli.doctor.DoctorCheck.DoctorFinding;
import dev.carteiro.runtime.testing.RecordingHttpServer;
import dev.carteiro.runtime.testing.RecordingHttpServer.CannedHttpAnswer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EvolutionDoctorCheckTest {
  private final RecordingHttpServer sender = new RecordingHttpServer();

  @AfterEach
  void stop() {
    sender.close();
  }

  @Test
  void everyServerIsNamedWithItsFinding() throws Exception {
    // Given
    String metrics =
        """
        # HELP sender_probe_state x
        sender_probe_state{finding="OK",server="well:8080",version="2.3.7"} 0.0
        sender_probe_state{finding="LICENSE_REQUIRED",server="new:8080",version="2.4.0"} 1.0
        sender_probe_state{finding="AWAY",server="gone:8080",version=""} 2.0
        sender_probe_state{finding="UNKNOWN",server="young:8080",version=""} -1.0
        """;
    sender.answer = request -> new CannedHttpAnswer(200, Map.of(), metrics);

    // When
    List<DoctorFinding> findings = new EvolutionDoctorCheck(List.of(sender.url(""))).run();

    // Then
    assertThat(findings)
        .extracting(DoctorFinding::level)
        .containsExactly(
            DoctorFinding.DoctorFindingLevel.OK,
            DoctorFinding.DoctorFindingLevel.WARN,
            DoctorFinding.DoctorFindingLevel.FAIL,
            DoctorFinding.DoctorFindingLevel.UNKNOWN);
    assertThat(findings.get(0).line()).startsWith("OK ").contains("well:8080, version 2.3.7");
    assertThat(findings.get(1).line()).contains("LICENSE_REQUIRED");
    assertThat(findings.get(3).line()).startsWith("UNKNOWN");
  }

  @Test
  void whatNoSenderTellsIsUnknown() throws Exception {
    // Given
    URI url = sender.url("");
    sender.close();

    // When
    List<DoctorFinding> findings = new EvolutionDoctorCheck(List.of(url)).run();

    // Then
    assertThat(findings)
        .singleElement()
        .matches(f -> f.level() == DoctorFinding.DoctorFindingLevel.UNKNOWN);
  }
}
