// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.WhatsAppIntegration;
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

/** The integration of each instance: from its binding, or else from Evolution's answer. */
public final class InstanceIntegrationCache {
  /** An instance may be deleted and created again with another integration. */
  private static final Duration KNOWN_FOR = Duration.ofDays(1);

  /** The time after which Evolution is asked again when it gave no answer. */
  private static final Duration UNANSWERED_FOR = Duration.ofMinutes(10);

  private final Function<String, Optional<InstanceBinding>> bindings;
  private final Clock clock;
  private final Map<String, CachedIntegration> learned = new ConcurrentHashMap<>();

  /** {@code integration} is null when Evolution has never named it. */
  private record CachedIntegration(WhatsAppIntegration integration, Instant until) {}

  public InstanceIntegrationCache(
      Function<String, Optional<InstanceBinding>> bindings, Clock clock) {
    this.bindings = bindings;
    this.clock = clock;
  }

  /** The integration of an instance; empty when it is not known. */
  public Optional<WhatsAppIntegration> of(InstanceKey instance) {
    return bindings
        .apply(instance.text())
        .map(InstanceBinding::integration)
        .or(
            () ->
                Optional.ofNullable(learned.get(instance.text()))
                    .map(CachedIntegration::integration));
  }

  /** The instances of a server, at most so many, about which Evolution is to be asked now. */
  public List<InstanceBinding> toAsk(
      EvolutionServerUrl server, List<InstanceBinding> numbers, int most) {
    Instant now = clock.instant();
    return numbers.stream()
        .filter(number -> number.integration() == null)
        .filter(number -> isPreferred(server, number))
        .filter(
            number -> {
              CachedIntegration known = learned.get(number.instance().text());
              return known == null || known.until().isBefore(now);
            })
        .limit(most)
        .toList();
  }

  /** Stores Evolution's answer, if any; returns whether the integration is new or has changed. */
  public boolean learn(InstanceKey instance, Optional<WhatsAppIntegration> answer) {
    Instant until = clock.instant().plus(answer.isPresent() ? KNOWN_FOR : UNANSWERED_FOR);
    CachedIntegration before = learned.get(instance.text());
    WhatsAppIntegration last = before == null ? null : before.integration();
    learned.put(instance.text(), new CachedIntegration(answer.orElse(last), until));
    return answer.isPresent() && answer.get() != last;
  }

  /** Removes instances that have no binding any more. */
  public void retain(Collection<InstanceBinding> bound) {
    Set<String> names =
        bound.stream().map(binding -> binding.instance().text()).collect(Collectors.toSet());
    learned.keySet().retainAll(names);
  }

  /** Only a binding's first server is asked: an alternate may never serve the instance. */
  private static boolean isPreferred(EvolutionServerUrl server, InstanceBinding number) {
    return number.evolutionUrls().stream()
        .flatMap(url -> EvolutionServerUrl.parse(url).stream())
        .findFirst()
        .filter(server::equals)
        .isPresent();
  }
}
