// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.time.Duration;
import java.util.List;

/** What goes wrong, now; switched at run time. */
final class FaultSwitches {
  private final Chance chance;
  private volatile Faults all = Faults.NONE;

  FaultSwitches(long seed) {
    this.chance = new Chance(seed);
  }

  /** What one send meets. */
  record Meeting(Fault fault, Duration latency) {}

  /** For all instances that have none of their own. */
  void all(Faults faults) {
    all = faults;
  }

  Faults of(Instance instance) {
    Faults own = instance.faults();
    return own == null ? all : own;
  }

  /** The next sends of an instance meet these, one each, whatever the shares say. */
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
