// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.topology.store.ByteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes the bindings of instances. The bindings that were used last are cached, because
 * every webhook needs one. Nothing else may write to the store, as the cache would not see it.
 */
public final class CachedBindingStore {
  /** Maximum number of cached instances of one partition, some 500 B each. */
  static final int MOST_KEPT = 4_096;

  private final ByteStore store;

  /** By instance; empty for an instance that is known to have no binding. */
  private final Map<String, Optional<InstanceBinding>> kept =
      new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<InstanceBinding>> eldest) {
          return size() > MOST_KEPT;
        }
      };

  public CachedBindingStore(ByteStore store) {
    this.store = store;
  }

  /** The current binding; empty if the instance has none. */
  public Optional<InstanceBinding> of(String instance) {
    Optional<InstanceBinding> found = kept.get(instance);
    if (found == null) {
      found = Optional.ofNullable(store.get(key(instance))).map(CachedBindingStore::decode);
      kept.put(instance, found);
    }
    return found;
  }

  /** Writes a binding, or removes it if null. */
  public void put(String instance, InstanceBinding binding) {
    kept.remove(instance);
    store.put(key(instance), binding == null ? null : Json.write(binding));
  }

  /** Decodes a stored binding. */
  public static InstanceBinding decode(byte[] encoded) {
    try {
      return Json.read(encoded, InstanceBinding.class);
    } catch (IOException e) {
      throw new UncheckedIOException("a stored binding is not readable", e);
    }
  }

  private static byte[] key(String instance) {
    return instance.getBytes(StandardCharsets.UTF_8);
  }
}
