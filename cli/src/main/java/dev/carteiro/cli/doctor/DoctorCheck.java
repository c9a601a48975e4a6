// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

import dev.carteiro.cli.doctor.DoctorCheck.DoctorFinding.DoctorFindingLevel;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A check of {@code doctor}. It collects findings about one system, and changes nothing in it. */
abstract class DoctorCheck {
  static final int TIMEOUT_MS = 8_000;

  private final List<DoctorFinding> findings = new ArrayList<>();

  final List<DoctorFinding> run() throws InterruptedException {
    check();
    return List.copyOf(findings);
  }

  abstract void check() throws InterruptedException;

  final void ok(String what, String detail) {
    add(DoctorFindingLevel.OK, what, detail, "");
  }

  final void unknown(String what, String detail, String advice) {
    add(DoctorFindingLevel.UNKNOWN, what, detail, advice);
  }

  final void warn(String what, String detail, String advice) {
    add(DoctorFindingLevel.WARN, what, detail, advice);
  }

  final void fail(String what, String detail, String advice) {
    add(DoctorFindingLevel.FAIL, what, detail, advice);
  }

  private void add(DoctorFindingLevel level, String what, String detail, String advice) {
    findings.add(new DoctorFinding(level, what, detail, advice));
  }

  final void addAll(DoctorCheck other) throws InterruptedException {
    findings.addAll(other.run());
  }

  static KafkaConsumer<byte[], byte[]> consumer(KafkaSettings kafka) {
    Map<String, Object> properties = KafkaClientProperties.consumer(kafka, "carteiro-doctor");
    properties.put("default.api.timeout.ms", TIMEOUT_MS);
    properties.put("allow.auto.create.topics", false);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Result of one check; the advice is "" when there is nothing to do. */
  record DoctorFinding(DoctorFindingLevel level, String what, String detail, String advice) {

    enum DoctorFindingLevel {
      OK,
      /** It could not be checked, and may be in any state. */
      UNKNOWN,
      /** It works now, but may fail later or for some. */
      WARN,
      /** It does not work. */
      FAIL
    }

    String line() {
      return "%-7s  %s: %s%s"
          .formatted(level, what, detail, advice.isEmpty() ? "" : " -> " + advice);
    }
  }
}
