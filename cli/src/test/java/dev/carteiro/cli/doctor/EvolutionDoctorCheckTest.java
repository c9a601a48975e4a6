// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvolutionDoctorCheckTest {
  private HttpServer sender;
  private String metrics = "";

  @BeforeEach
  void start() throws IOException {
    sender = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    sender.createContext(
        "/metrics",
        exchange -> {
          byte[] body = metrics.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    sender.start();
  }

  @AfterEach
  void stop() {
    sender.stop(0);
  }

  @Test
  void everyServerIsNamedWithItsFinding() throws Exception {
    // Given
    metrics =
        """
        # HELP sender_probe_state x
        sender_probe_state{finding="OK",server="well:8080",version="2.3.7"} 0.0
        sender_probe_state{finding="LICENSE_REQUIRED",server="new:8080",version="2.4.0"} 1.0
        sender_probe_state{finding="AWAY",server="gone:8080",version=""} 2.0
        sender_probe_state{finding="UNKNOWN",server="young:8080",version=""} -1.0
        """;

    // When
    List<DoctorFinding> findings = new EvolutionDoctorCheck(List.of(url())).run();

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
    URI url = url();
    sender.stop(0);

    // When
    List<DoctorFinding> findings = new EvolutionDoctorCheck(List.of(url)).run();

    // Then
    assertThat(findings)
        .singleElement()
        .matches(f -> f.level() == DoctorFinding.DoctorFindingLevel.UNKNOWN);
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + sender.getAddress().getPort());
  }
}
