// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.job;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.topology.store.StoreEntryCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Index entry {@code S} of {@code send-jobs}, which leads from a tenant and a time to a schedule.
 * Key: {@code S}, 2 B length of the tenant id, the tenant id, 8 B time (ms), the job's id. The
 * value is the state of the job and since when. So a query can filter by state without reading
 * every job, and the entry is deleted by the same rule as the job.
 *
 * <p>An entry may outlive its job for a short time and is skipped then.
 */
public record ScheduleIndexEntry(
    String tenantId, Instant scheduledFor, String jobId, JobState state, Instant stateAt) {
  /** First byte of every such value. */
  public static final byte TAG = 6;

  private static final byte VERSION = 1;
  private static final int VALUE_BYTES = 3 + Long.BYTES;

  /** The entry of a job that has a time. */
  public static ScheduleIndexEntry of(SendJob job) {
    return new ScheduleIndexEntry(
        job.tenantId(),
        Instant.ofEpochMilli(job.scheduledFor),
        job.id(),
        job.state,
        Instant.ofEpochMilli(job.stateAt));
  }

  /** The first possible key of a tenant's entries from a time on; all earlier ones are below. */
  public static byte[] bound(String tenantId, Instant at) {
    return OutboxKeyCodec.schedules(tenantId, at.toEpochMilli());
  }

  public byte[] key() {
    byte[] bound = bound(tenantId, scheduledFor);
    byte[] id = OutboxKeyCodec.text(jobId);
    return ByteBuffer.allocate(bound.length + id.length).put(bound).put(id).array();
  }

  public byte[] value() {
    return ByteBuffer.allocate(VALUE_BYTES)
        .put(TAG)
        .put(VERSION)
        .put((byte) state.storeCode())
        .putLong(stateAt.toEpochMilli())
        .array();
  }

  public static ScheduleIndexEntry decode(byte[] key, byte[] value) {
    ScheduleIndexEntry entry = ofKey(key);
    return StoreEntryCodec.read(
        value,
        in -> {
          StoreEntryCodec.expect("tag of a schedule", TAG, in);
          StoreEntryCodec.expect("version of a schedule", VERSION, in);
          return new ScheduleIndexEntry(
              entry.tenantId,
              entry.scheduledFor,
              entry.jobId,
              SendJob.STATES.of(in.readByte()),
              Instant.ofEpochMilli(in.readLong()));
        });
  }

  /** Decodes a key alone: the state and its time are null. */
  public static ScheduleIndexEntry ofKey(byte[] key) {
    ByteBuffer in = ByteBuffer.wrap(key, 1, key.length - 1);
    byte[] tenant = new byte[in.getShort()];
    in.get(tenant);
    Instant scheduledFor = Instant.ofEpochMilli(in.getLong());
    byte[] id = new byte[in.remaining()];
    in.get(id);
    return new ScheduleIndexEntry(
        new String(tenant, StandardCharsets.UTF_8),
        scheduledFor,
        new String(id, StandardCharsets.UTF_8),
        null,
        null);
  }
}
