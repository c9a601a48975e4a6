// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The instances on the fake server, by name. */
final class Instances {
  private final ConcurrentMap<String, Instance> byName = new ConcurrentHashMap<>();
  private final Clock clock;

  Instances(Clock clock) {
    this.clock = clock;
  }

  /** Creates an instance in state {@code close}; empty if the name is taken. */
  Optional<Instance> create(String name, String token, String integration, String ownJid) {
    Instance made =
        new Instance(
            name, UUID.randomUUID().toString(), token, integration, ownJid, clock.instant());
    return byName.putIfAbsent(name, made) == null ? Optional.of(made) : Optional.empty();
  }

  Optional<Instance> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * @throws IllegalArgumentException if there is none
   */
  Instance get(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException("no instance " + name + " in the fake"));
  }

  void remove(Instance instance) {
    byName.remove(instance.name(), instance);
  }

  /** Returns all instances, oldest first. */
  List<Instance> all() {
    return byName.values().stream().sorted(Comparator.comparing(Instance::createdAt)).toList();
  }
}
