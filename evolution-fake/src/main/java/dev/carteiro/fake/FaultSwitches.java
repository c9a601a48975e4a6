// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.time.Duration;
import java.util.List;

/** The faults that are switched on now, for all instances and for single ones. */
final class FaultSwitches {
  private final Chance chance;
  private volatile Faults all = Faults.NONE;

  FaultSwitches(long seed) {
    this.chance = new Chance(seed);
  }

  /** The fault and the latency of one send. */
  record Meeting(Fault fault, Duration latency) {}

  /** Sets the faults of all instances that have none of their own. */
  void all(Faults faults) {
    all = faults;
  }

  Faults of(Instance instance) {
    Faults own = instance.faults();
    return own == null ? all : own;
  }

  /**
   * Queues faults for the next sends of an instance, one for each send; they take precedence over
   * the shares.
   */
  void next(Instance instance, List<Fault> faults) {
    instance.next().addAll(faults);
  }

  Meeting meet(Instance instance) {
    long count = instance.countSend();
    Faults faults = of(instance);
    Fault ordered = instance.next().poll();
    Fault fault = ordered == null ? faults.at(chance.of("fault", instance.name(), count)) : ordered;
    return new Meeting(fault, faults.latency().at(chance.of("latency", instance.name(), count)));
  }
}
