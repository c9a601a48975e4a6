// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.contract.event.Integration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Through what Evolution reaches WhatsApp for each instance: what its binding says, and else what
 * this process learnt from Evolution.
 */
final class Integrations {
  /** An instance may be made anew with another one. */
  private static final Duration KNOWN_FOR = Duration.ofDays(1);

  /** What Evolution did not tell is asked again after this time. */
  private static final Duration UNTOLD_FOR = Duration.ofMinutes(10);

  private final Function<String, Optional<InstanceBinding>> bindings;
  private final Clock clock;
  private final Map<String, Learnt> learnt = new ConcurrentHashMap<>();

  /**
   * @param integration null when Evolution did not tell
   */
  private record Learnt(Integration integration, Instant until) {}

  /**
   * @param bindings by instance key
   */
  Integrations(Function<String, Optional<InstanceBinding>> bindings, Clock clock) {
    this.bindings = bindings;
    this.clock = clock;
  }

  /** What is known of an instance; empty for nothing. */
  Optional<Integration> of(InstanceKey instance) {
    return bindings
        .apply(instance.text())
        .map(InstanceBinding::integration)
        .or(() -> Optional.ofNullable(learnt.get(instance.text())).map(Learnt::integration));
  }

  /** Of a server's numbers those that Evolution is to be asked about now. */
  List<InstanceBinding> toAsk(ServerUrl server, List<InstanceBinding> numbers, int most) {
    Instant now = clock.instant();
    return numbers.stream()
        .filter(number -> number.integration() == null)
        .filter(number -> isPreferred(server, number))
        .filter(
            number -> {
              Learnt known = learnt.get(number.instance().text());
              return known == null || known.until().isBefore(now);
            })
        .limit(most)
        .toList();
  }

  /**
   * Evolution told, or did not.
   *
   * @return whether that is news
   */
  boolean learn(InstanceKey instance, Optional<Integration> told) {
    Instant until = clock.instant().plus(told.isPresent() ? KNOWN_FOR : UNTOLD_FOR);
    Learnt before = learnt.get(instance.text());
    Integration last = before == null ? null : before.integration();
    learnt.put(instance.text(), new Learnt(told.orElse(last), until));
    return told.isPresent() && told.get() != last;
  }

  /** Forgets instances that are not bound any more. */
  void retain(Collection<InstanceBinding> bound) {
    Set<String> names =
        bound.stream().map(binding -> binding.instance().text()).collect(Collectors.toSet());
    learnt.keySet().retainAll(names);
  }

  /** An alternate server may serve it one day, or never; the first one knows it. */
  private static boolean isPreferred(ServerUrl server, InstanceBinding number) {
    return number.evolutionUrls().stream()
        .flatMap(url -> ServerUrl.parse(url).stream())
        .findFirst()
        .filter(server::equals)
        .isPresent();
  }
}
