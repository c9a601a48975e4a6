// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Instances of three tenants, and when each is registered. All of it follows from the seed. */
final class TenantTraffic {
  private static final int TENANTS = 3;
  private static final int REGULAR = 8;

  private final List<InstanceTraffic> registeredFirst = new ArrayList<>();
  private final List<InstanceTraffic> registeredInTheMiddle = new ArrayList<>();
  private final List<InstanceTraffic> registeredAtTheEnd = new ArrayList<>();
  private final InstanceTraffic moved;
  private final InstanceTraffic never;

  TenantTraffic(long seed, Instant start) {
    Random random = new Random(seed);
    for (int i = 0; i < REGULAR; i++) {
      registeredFirst.add(instance("loja " + i, tenant(i), random, start));
    }
    moved = instance("vendida", tenant(0), random, start);
    registeredFirst.add(moved);
    registeredInTheMiddle.add(instance("tardia-1", tenant(1), random, start));
    registeredInTheMiddle.add(instance("tardia-2", tenant(2), random, start));
    registeredAtTheEnd.add(instance("tardia-3", tenant(0), random, start));
    never = new InstanceTraffic("desconhecida", null, false, random.nextLong(), start);
  }

  private static InstanceTraffic instance(
      String name, String tenant, Random random, Instant start) {
    return new InstanceTraffic(name, tenant, true, random.nextLong(), start);
  }

  static String tenant(int number) {
    return "tenant-" + number % TENANTS;
  }

  List<InstanceTraffic> all() {
    List<InstanceTraffic> all = new ArrayList<>(registeredFirst);
    all.addAll(registeredInTheMiddle);
    all.addAll(registeredAtTheEnd);
    all.add(never);
    return all;
  }

  List<InstanceTraffic> registeredFirst() {
    return registeredFirst;
  }

  List<InstanceTraffic> registeredInTheMiddle() {
    return registeredInTheMiddle;
  }

  List<InstanceTraffic> registeredAtTheEnd() {
    return registeredAtTheEnd;
  }

  /** The instance that is sold to another tenant at some point. */
  InstanceTraffic moved() {
    return moved;
  }
}
