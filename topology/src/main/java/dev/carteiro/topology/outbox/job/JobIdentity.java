// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.job;

import dev.carteiro.topology.store.StoreEntryCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The fields of a job that never change.
 *
 * @param recipient in the form that numbers are compared in
 * @param contentDigest by which its echo is found
 */
public record JobIdentity(
    String id,
    String tenantId,
    String instance,
    String recipient,
    String contentDigest,
    String batchId,
    String fingerprint,
    String traceId,
    long createdAt,
    int typingMs) {

  void write(DataOutputStream out) throws IOException {
    for (String text :
        new String[] {
          id, tenantId, instance, recipient, contentDigest, batchId, fingerprint, traceId
        }) {
      StoreEntryCodec.text(out, text);
    }
    out.writeLong(createdAt);
    out.writeInt(typingMs);
  }

  static JobIdentity read(DataInputStream in) throws IOException {
    return new JobIdentity(
        StoreEntryCodec.text(in),
        StoreEntryCodec.text(in),
        StoreEntryCodec.text(in),
        StoreEntryCodec.text(in),
        StoreEntryCodec.text(in),
        StoreEntryCodec.text(in),
        StoreEntryCodec.text(in),
        StoreEntryCodec.text(in),
        in.readLong(),
        in.readInt());
  }
}
