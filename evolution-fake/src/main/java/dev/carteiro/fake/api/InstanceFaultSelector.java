// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.api;

import dev.carteiro.fake.faults.InstanceFaultSettings;
import dev.carteiro.fake.faults.SeededRandomSource;
import dev.carteiro.fake.faults.SendFault;
import dev.carteiro.fake.whatsapp.FakeInstance;
import java.time.Duration;
import java.util.List;

/** The faults that are switched on now, for all instances and for single ones. */
public final class InstanceFaultSelector {
  private final SeededRandomSource chance;
  private volatile InstanceFaultSettings all = InstanceFaultSettings.NONE;

  public InstanceFaultSelector(long seed) {
    this.chance = new SeededRandomSource(seed);
  }

  /** The fault and the latency of one send. */
  record SelectedSendFault(SendFault fault, Duration latency) {}

  /** Sets the faults of all instances that have none of their own. */
  public void all(InstanceFaultSettings faults) {
    all = faults;
  }

  public InstanceFaultSettings of(FakeInstance instance) {
    InstanceFaultSettings own = instance.faults();
    return own == null ? all : own;
  }

  /**
   * Queues faults for the next sends of an instance, one for each send; they take precedence over
   * the shares.
   */
  public void next(FakeInstance instance, List<SendFault> faults) {
    instance.next().addAll(faults);
  }

  SelectedSendFault meet(FakeInstance instance) {
    long count = instance.countSend();
    InstanceFaultSettings faults = of(instance);
    SendFault ordered = instance.next().poll();
    SendFault fault =
        ordered == null ? faults.at(chance.of("fault", instance.name(), count)) : ordered;
    return new SelectedSendFault(
        fault, faults.latency().at(chance.of("latency", instance.name(), count)));
  }
}
