// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.send.PermitRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The stored state of a tenant's limit over all its instances: permits granted, permits used, and
 * the instances that wait for one.
 */
public final class TenantPace {
  private static final byte VERSION = 1;

  private final Deque<String> waiting = new ArrayDeque<>();
  private PermitWindow permits = new PermitWindow();
  private int given;
  private boolean changed;

  /**
   * Takes the request of an instance, which asks for a permit or says what happened to one.
   *
   * @param instance {@code gateway/name}
   * @param rate the limit in force, in messages per minute
   */
  public void take(PermitRequest.Action action, String instance, long nowMs, int rate) {
    changed = true;
    switch (action) {
      case ASK -> {
        if (!waiting.contains(instance)) {
          waiting.addLast(instance);
        }
      }
      case USED -> {
        given = Math.max(0, given - 1);
        permits.use(nowMs, rate);
      }
      case UNUSED -> given = Math.max(0, given - 1);
    }
  }

  /**
   * Grants permits to the instances that have waited longest, as far as the limit allows.
   *
   * @return the instances that got one
   */
  public List<String> grant(long nowMs, int rate) {
    List<String> granted = new ArrayList<>();
    while (!waiting.isEmpty() && permits.used(nowMs) + given < rate) {
      granted.add(waiting.removeFirst());
      given++;
      changed = true;
    }
    return granted;
  }

  /** How many permits were used in the last 60 s. */
  int used(long nowMs) {
    return permits.used(nowMs);
  }

  /** How many permits are granted and not used yet. */
  int given() {
    return given;
  }

  /** The instances that wait for a permit, longest first. */
  List<String> waiting() {
    return List.copyOf(waiting);
  }

  /** Whether an instance waits for a permit. */
  public boolean isWaitedFor() {
    return !waiting.isEmpty();
  }

  /** Whether the state has changed and must be stored. */
  public boolean isChanged() {
    return changed;
  }

  /** Encodes the state for the store. */
  public byte[] encode() {
    return Codec.write(
        256,
        out -> {
          out.writeByte(VERSION);
          out.writeInt(given);
          permits.write(out);
          out.writeInt(waiting.size());
          for (String instance : waiting) {
            Codec.text(out, instance);
          }
        });
  }

  /** Decodes the state from the store. */
  public static TenantPace decode(byte[] encoded) {
    return Codec.read(
        encoded,
        in -> {
          in.readByte();
          TenantPace pace = new TenantPace();
          pace.given = in.readInt();
          pace.permits = PermitWindow.read(in);
          for (int n = in.readInt(); n > 0; n--) {
            pace.waiting.addLast(Codec.text(in));
          }
          return pace;
        });
  }
}
