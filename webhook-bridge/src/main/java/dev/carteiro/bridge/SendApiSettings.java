// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.Setting;
import java.util.List;

/**
 * Limits of the bridge's send API.
 *
 * @param sendMaxBodyBytes the largest body of a send or schedule request, in bytes; it may contain
 *     media as base64
 * @param bulkMaxBodyBytes the largest body of a bulk request, in bytes
 * @param messageMaxLength the longest text, caption or question, in code points
 * @param redriveRatePerSecond redrives that this process accepts in a second
 */
public record SendApiSettings(
    int sendMaxBodyBytes, int bulkMaxBodyBytes, int messageMaxLength, int redriveRatePerSecond) {

  public static final Setting<Integer> SEND_MAX_BODY_BYTES =
      Setting.integer(
          "SEND_MAX_BODY_BYTES",
          16 * 1024 * 1024,
          1_024,
          256 * 1024 * 1024,
          "Largest body of a send or schedule request in bytes; never more than"
              + " WEBHOOK_MAX_BODY_BYTES, which the topics are sized for.");
  public static final Setting<Integer> BULK_MAX_BODY_BYTES =
      Setting.integer(
          "BULK_MAX_BODY_BYTES",
          64 * 1024 * 1024,
          1_024,
          512 * 1024 * 1024,
          "Largest body of a bulk request in bytes; reading one takes three times that of the heap.");
  public static final Setting<Integer> MESSAGE_MAX_LENGTH =
      Setting.integer(
          "MESSAGE_MAX_LENGTH",
          4_096,
          1,
          65_536,
          "Longest text of a message to send, in characters (Unicode code points).");
  public static final Setting<Integer> REDRIVE_RATE_PER_SECOND =
      Setting.integer(
          "REDRIVE_RATE_PER_SECOND",
          50,
          1,
          10_000,
          "Dead letters that one bridge redrives in a second at most.");

  public static List<Setting<?>> settings() {
    return List.of(
        SEND_MAX_BODY_BYTES, BULK_MAX_BODY_BYTES, MESSAGE_MAX_LENGTH, REDRIVE_RATE_PER_SECOND);
  }

  static SendApiSettings from(Environment environment, KafkaSettings kafka) {
    return new SendApiSettings(
        // Records are sized for the largest webhook; the content of a request is written to
        // records, too.
        Math.min(environment.get(SEND_MAX_BODY_BYTES), kafka.maxBodyBytes()),
        environment.get(BULK_MAX_BODY_BYTES),
        environment.get(MESSAGE_MAX_LENGTH),
        environment.get(REDRIVE_RATE_PER_SECOND));
  }
}
