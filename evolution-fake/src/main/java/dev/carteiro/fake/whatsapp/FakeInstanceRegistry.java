// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The instances on the fake server, by name. */
public final class FakeInstanceRegistry {
  private final ConcurrentMap<String, FakeInstance> byName = new ConcurrentHashMap<>();
  private final Clock clock;

  public FakeInstanceRegistry(Clock clock) {
    this.clock = clock;
  }

  /** Creates an instance in state {@code close}; empty if the name is taken. */
  public Optional<FakeInstance> create(
      String name, String token, String integration, String ownJid) {
    FakeInstance made =
        new FakeInstance(
            name, UUID.randomUUID().toString(), token, integration, ownJid, clock.instant());
    return byName.putIfAbsent(name, made) == null ? Optional.of(made) : Optional.empty();
  }

  public Optional<FakeInstance> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * @throws IllegalArgumentException if there is none
   */
  public FakeInstance get(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException("no instance " + name + " in the fake"));
  }

  public void remove(FakeInstance instance) {
    byName.remove(instance.name(), instance);
  }

  /** Returns all instances, oldest first. */
  public List<FakeInstance> all() {
    return byName.values().stream().sorted(Comparator.comparing(FakeInstance::createdAt)).toList();
  }
}
