// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.tenantpace;

import dev.carteiro.contract.send.TenantPermitRequest;
import dev.carteiro.topology.pace.SlidingPermitWindow;
import dev.carteiro.topology.store.StoreEntryCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The stored state of a tenant's limit over all its instances: permits granted, permits used, and
 * the instances that wait for one.
 */
public final class TenantPaceState {
  private static final byte VERSION = 1;

  private final Deque<String> waiting = new ArrayDeque<>();
  private SlidingPermitWindow permits = new SlidingPermitWindow();
  private int unused;
  private boolean changed;

  /**
   * Takes the request of an instance, which asks for a permit or says what happened to one.
   *
   * @param instance {@code gateway/name}
   * @param rate the limit in force, in messages per minute
   */
  public void take(TenantPermitRequest.PermitAction action, String instance, long nowMs, int rate) {
    changed = true;
    switch (action) {
      case ASK -> {
        if (!waiting.contains(instance)) {
          waiting.addLast(instance);
        }
      }
      case USED -> {
        unused = Math.max(0, unused - 1);
        permits.use(nowMs, rate);
      }
      case UNUSED -> unused = Math.max(0, unused - 1);
    }
  }

  /** Grants permits to the instances that have waited longest, as far as the limit allows. */
  public List<String> grant(long nowMs, int rate) {
    List<String> granted = new ArrayList<>();
    while (!waiting.isEmpty() && permits.used(nowMs) + unused < rate) {
      granted.add(waiting.removeFirst());
      unused++;
      changed = true;
    }
    return granted;
  }

  int used(long nowMs) {
    return permits.used(nowMs);
  }

  int unused() {
    return unused;
  }

  List<String> waiting() {
    return List.copyOf(waiting);
  }

  public boolean isWaitedFor() {
    return !waiting.isEmpty();
  }

  public boolean isChanged() {
    return changed;
  }

  public byte[] encode() {
    return StoreEntryCodec.write(
        256,
        out -> {
          out.writeByte(VERSION);
          out.writeInt(unused);
          permits.write(out);
          out.writeInt(waiting.size());
          for (String instance : waiting) {
            StoreEntryCodec.text(out, instance);
          }
        });
  }

  public static TenantPaceState decode(byte[] encoded) {
    return StoreEntryCodec.read(
        encoded,
        in -> {
          StoreEntryCodec.expect("version of a tenant's pace", VERSION, in);
          TenantPaceState pace = new TenantPaceState();
          pace.unused = in.readInt();
          pace.permits = SlidingPermitWindow.read(in);
          for (int n = in.readInt(); n > 0; n--) {
            pace.waiting.addLast(StoreEntryCodec.text(in));
          }
          return pace;
        });
  }
}
