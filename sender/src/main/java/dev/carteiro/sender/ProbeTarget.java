// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.event.InstanceBinding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server to probe: a server that at least one binding names.
 *
 * @param numbers the bindings that name it, ordered by instance
 */
record ProbeTarget(ServerUrl server, List<InstanceBinding> numbers) {

  ProbeTarget {
    numbers = List.copyOf(numbers);
  }

  /** All servers that bindings name. */
  static Map<ServerUrl, ProbeTarget> of(Collection<InstanceBinding> bindings) {
    Map<ServerUrl, List<InstanceBinding>> numbers = new HashMap<>();
    bindings.stream()
        .sorted(Comparator.comparing(binding -> binding.instance().text()))
        .forEach(
            binding ->
                binding.evolutionUrls().stream()
                    .flatMap(url -> ServerUrl.parse(url).stream())
                    .distinct()
                    .forEach(
                        server ->
                            numbers.computeIfAbsent(server, s -> new ArrayList<>()).add(binding)));
    Map<ServerUrl, ProbeTarget> targets = new HashMap<>();
    numbers.forEach((server, bound) -> targets.put(server, new ProbeTarget(server, bound)));
    return targets;
  }
}
