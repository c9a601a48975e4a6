// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.send.SendCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What belongs to a job in {@code send-jobs} besides the job itself, for looking at. */
public final class JobLinks {
  private static final int ID_AT = 1 + Long.BYTES;

  private JobLinks() {}

  /** The key of what a job is to send; there is an entry until the job is accepted or over. */
  public static byte[] commandKey(String jobId) {
    return Keys.command(jobId);
  }

  /**
   * What a job is to send.
   *
   * @throws IOException if the value is not readable
   */
  public static SendCommand command(byte[] value) throws IOException {
    return Json.read(value, SendCommand.class);
  }

  /**
   * The key that leads from a message to the job that it came of.
   *
   * @param instance {@code gateway/name}
   */
  public static byte[] messageKey(String instance, String messageId) {
    return Keys.message(instance, messageId);
  }

  /** The id of the job that a message came of. */
  public static String jobIdOfMessage(byte[] value) {
    return new String(value, ID_AT, value.length - ID_AT, StandardCharsets.UTF_8);
  }
}
