// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import dev.carteiro.contract.registry.InstanceBinding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server that at least one binding names, with these bindings ordered by instance. */
public record ServerProbeTarget(EvolutionServerUrl server, List<InstanceBinding> numbers) {

  public ServerProbeTarget {
    numbers = List.copyOf(numbers);
  }

  public static Map<EvolutionServerUrl, ServerProbeTarget> of(
      Collection<InstanceBinding> bindings) {
    Map<EvolutionServerUrl, List<InstanceBinding>> numbers = new HashMap<>();
    bindings.stream()
        .sorted(Comparator.comparing(binding -> binding.instance().text()))
        .forEach(
            binding ->
                binding.evolutionUrls().stream()
                    .flatMap(url -> EvolutionServerUrl.parse(url).stream())
                    .distinct()
                    .forEach(
                        server ->
                            numbers.computeIfAbsent(server, s -> new ArrayList<>()).add(binding)));
    Map<EvolutionServerUrl, ServerProbeTarget> targets = new HashMap<>();
    numbers.forEach((server, bound) -> targets.put(server, new ServerProbeTarget(server, bound)));
    return targets;
  }
}
