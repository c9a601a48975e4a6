// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.job;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.send.SendMessageCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the entries of {@code send-jobs} that belong to a job besides the job itself, for queries.
 */
public final class JobLinkReader {
  private static final int ID_AT = 1 + Long.BYTES;

  private JobLinkReader() {}

  /** The key of a job's command; the entry exists until the job is accepted, failed or over. */
  public static byte[] commandKey(String jobId) {
    return OutboxKeyCodec.command(jobId);
  }

  /**
   * Decodes a job's command.
   *
   * @throws IOException if the value is not readable
   */
  public static SendMessageCommand command(byte[] value) throws IOException {
    return Json.read(value, SendMessageCommand.class);
  }

  /**
   * The key of the entry that leads from a message to its job.
   *
   * @param instance {@code gateway/name}
   */
  public static byte[] messageKey(String instance, String messageId) {
    return OutboxKeyCodec.message(instance, messageId);
  }

  /** Decodes the id of the job that a message belongs to. */
  public static String jobIdOfMessage(byte[] value) {
    return new String(value, ID_AT, value.length - ID_AT, StandardCharsets.UTF_8);
  }
}
