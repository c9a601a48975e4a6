// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.store;

import dev.carteiro.topology.outbox.echo.EchoSignature;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.store.BufferedByteStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What leads from messages to jobs: message ids, and the content of attempts that await an echo.
 */
public final class EchoIndex {
  private final BufferedByteStore jobs;

  EchoIndex(BufferedByteStore jobs) {
    this.jobs = jobs;
  }

  /** The id of the job that a message belongs to. */
  public Optional<String> jobOf(String instance, String messageId) {
    return Optional.ofNullable(jobs.get(OutboxKeyCodec.message(instance, messageId)))
        .map(EchoIndex::jobId);
  }

  /** Decodes the id of the job in an entry that leads there from a message. */
  public static String jobId(byte[] link) {
    int idAt = 1 + Long.BYTES;
    return new String(link, idAt, link.length - idAt, StandardCharsets.UTF_8);
  }

  public void link(String instance, String messageId, String jobId, long nowMs) {
    byte[] id = OutboxKeyCodec.text(jobId);
    jobs.put(
        OutboxKeyCodec.message(instance, messageId),
        ByteBuffer.allocate(1 + Long.BYTES + id.length)
            .put(OutboxStateStore.MESSAGE_TAG)
            .putLong(nowMs)
            .put(id)
            .array());
  }

  /** Deletes the entry that leads from the job's message to it, if it does. */
  public void unlink(SendJob job) {
    if (job.messageId() != null
        && jobOf(job.instance(), job.messageId()).equals(Optional.of(job.id()))) {
      jobs.put(OutboxKeyCodec.message(job.instance(), job.messageId()), null);
    }
  }

  /** The ids of the jobs that wait for an echo with a content digest, oldest first. */
  public List<String> waiting(String instance, String digest) {
    byte[] value = jobs.get(OutboxKeyCodec.content(instance, digest));
    return value == null ? List.of() : OutboxStateStore.ids(value);
  }

  /** Adds a job that waits for its echo, which may come without its caption if it has one. */
  public void add(SendJob job, boolean captioned) {
    add(job, job.identity().contentDigest());
    if (captioned) {
      add(job, EchoSignature.CAPTION_LOST);
    }
  }

  private void add(SendJob job, String digest) {
    List<String> ids = new ArrayList<>(waiting(job.instance(), digest));
    if (!ids.contains(job.id())) {
      ids.add(job.id());
      put(job, digest, ids);
    }
  }

  public void remove(SendJob job) {
    remove(job, job.identity().contentDigest());
    removeCaptionless(job);
  }

  /** From now on only an echo with the job's full content is its own, none without the caption. */
  public void removeCaptionless(SendJob job) {
    remove(job, EchoSignature.CAPTION_LOST);
  }

  private void remove(SendJob job, String digest) {
    List<String> ids = new ArrayList<>(waiting(job.instance(), digest));
    if (ids.remove(job.id())) {
      put(job, digest, ids);
    }
  }

  private void put(SendJob job, String digest, List<String> ids) {
    jobs.put(
        OutboxKeyCodec.content(job.instance(), digest),
        ids.isEmpty() ? null : OutboxStateStore.encoded(ids));
  }
}
