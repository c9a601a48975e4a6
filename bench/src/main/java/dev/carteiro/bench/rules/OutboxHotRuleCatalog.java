// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.rules;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.outbox.job.JobIdentity;
import dev.carteiro.topology.outbox.job.JobTransition;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue;
import dev.carteiro.topology.store.OrderedByteStore;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** The rules of the outbox that the micro-benchmark measures. */
public final class OutboxHotRuleCatalog {
  private static final String INSTANCE = "default/acme";
  private static final String ID = "s7-0123456789abcdef0123456789abcdef";
  private static final long NOW = 1_795_255_200_000L;
  private static final int LIMIT = 10;
  private static final int TAKEN = 100;

  private OutboxHotRuleCatalog() {}

  public static List<HotRule> all() {
    byte[] job = job().encode();
    byte[] pace = pace().encode();
    return List.of(
        new HotRule("timers.set", OutboxHotRuleCatalog::setTimer),
        new HotRule("timers.take-" + TAKEN, OutboxHotRuleCatalog::takeTimers),
        new HotRule("timers.idle", OutboxHotRuleCatalog::idle),
        new HotRule("keys.place", () -> OutboxKeyCodec.place(INSTANCE, Lane.NORMAL, 42)),
        new HotRule(
            "keys.message", () -> OutboxKeyCodec.message(INSTANCE, "3EB0000000000000000007")),
        new HotRule("job.encode", () -> SendJob.decode(job).encode()),
        new HotRule("job.decode", () -> SendJob.decode(job)),
        new HotRule("pace.encode", () -> InstanceSendState.decode(INSTANCE, pace).encode()),
        new HotRule("pace.decode", () -> InstanceSendState.decode(INSTANCE, pace)),
        new HotRule(
            "pace.next-permit",
            () -> InstanceSendState.decode(INSTANCE, pace).nextPermitAt(NOW, LIMIT)));
  }

  private static Object setTimer() {
    HotRuleByteStore table = new HotRuleByteStore();
    new OutboxTimerQueue(table, table, OutboxKeyCodec.WATERMARK)
        .set(NOW, OutboxTimerQueue.TimerKind.DUE, ID);
    return table;
  }

  private static Object takeTimers() {
    HotRuleByteStore table = new HotRuleByteStore();
    OutboxTimerQueue timers = new OutboxTimerQueue(table, table, OutboxKeyCodec.WATERMARK);
    for (int n = 0; n < TAKEN; n++) {
      timers.set(NOW + n, OutboxTimerQueue.TimerKind.DUE, ID);
    }
    List<OutboxTimerQueue.DueTimer> due = timers.take(NOW + TAKEN, TAKEN);
    timers.persist();
    return due;
  }

  /** Takes timers when none is due. */
  private static Object idle() {
    HotRuleByteStore table = new HotRuleByteStore();
    OutboxTimerQueue timers = new OutboxTimerQueue(table, table, OutboxKeyCodec.WATERMARK);
    timers.set(NOW + TAKEN, OutboxTimerQueue.TimerKind.DUE, ID);
    timers.take(NOW, TAKEN);
    return timers.take(NOW + 1, TAKEN);
  }

  private static SendJob job() {
    SendJob job =
        new SendJob(
            new JobIdentity(
                ID,
                "tenant-acme",
                INSTANCE,
                "5521988887777@s.whatsapp.net",
                "0123456789abcdef",
                null,
                "fedcba9876543210",
                "0123456789abcdef0123456789abcdef",
                NOW,
                0),
            Lane.NORMAL,
            0,
            0);
    job.begin(NOW);
    job.move(JobTransition.DISPATCH, null, NOW);
    job.identify("3EB0000000000000000007");
    return job;
  }

  private static InstanceSendState pace() {
    InstanceSendState sendState = new InstanceSendState(INSTANCE);
    for (int n = 0; n < LIMIT; n++) {
      sendState.usePermit(NOW - 1_000L * n, LIMIT);
    }
    sendState.inFlight().begin(ID + ":1", ID, NOW, false);
    sendState.inFlight().claim(ID + ":1", "sender-1", NOW);
    return sendState;
  }

  /** A byte store in memory, so that only the rule is measured. */
  private static final class HotRuleByteStore implements OrderedByteStore {
    private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

    @Override
    public byte[] get(byte[] key) {
      return entries.get(key);
    }

    @Override
    public void put(byte[] key, byte[] value) {
      if (value == null) {
        entries.remove(key);
      } else {
        entries.put(key, value);
      }
    }

    @Override
    public void scan(byte[] from, BiPredicate<byte[], byte[]> visitor) {
      for (var entry : entries.tailMap(from, true).entrySet()) {
        if (!visitor.test(entry.getKey(), entry.getValue())) {
          return;
        }
      }
    }
  }
}
