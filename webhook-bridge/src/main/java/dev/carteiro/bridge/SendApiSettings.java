// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.config.HelpText;
import dev.carteiro.config.Setting;

/** Limits of the bridge's send API. */
public record SendApiSettings(
    @Setting(name = "SEND_MAX_BODY_BYTES", defaultValue = "16777216", range = "1024..268435456")
        @HelpText(
            "Largest body of a send or schedule request in bytes; never more than"
                + " WEBHOOK_MAX_BODY_BYTES, which the topics are sized for.")
        int sendMaxBodyBytes,
    @Setting(name = "BULK_MAX_BODY_BYTES", defaultValue = "67108864", range = "1024..536870912")
        @HelpText(
            "Largest body of a bulk request in bytes; reading one takes three times that of the heap.")
        int bulkMaxBodyBytes,
    @Setting(name = "MESSAGE_MAX_LENGTH", defaultValue = "4096", range = "1..65536")
        @HelpText("Longest text of a message to send, in characters (Unicode code points).")
        int messageMaxLength,
    @Setting(name = "REDRIVE_RATE_PER_SECOND", defaultValue = "50", range = "1..10000")
        @HelpText("Dead letters that one bridge redrives in a second at most.")
        int redriveRatePerSecond) {

  /** The same limits, with no send request larger than the largest webhook. */
  SendApiSettings within(int maxBodyBytes) {
    return new SendApiSettings(
        Math.min(sendMaxBodyBytes, maxBodyBytes),
        bulkMaxBodyBytes,
        messageMaxLength,
        redriveRatePerSecond);
  }
}
