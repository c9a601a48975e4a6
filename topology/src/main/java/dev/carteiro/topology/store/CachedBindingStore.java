// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.store;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.registry.InstanceBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes the bindings of instances. The bindings that were used last are cached, because
 * every webhook and message needs one.
 */
public final class CachedBindingStore {
  /** Maximum number of cached instances of one partition, some 500 B each. */
  static final int MAX_CACHED = 4_096;

  private final OrderedByteStore store;

  /** By instance; empty for an instance that is known to have no binding. */
  private final Map<String, Optional<InstanceBinding>> cache;

  /** For the one that writes. */
  public CachedBindingStore(OrderedByteStore store) {
    this(store, MAX_CACHED);
  }

  /** For a reader, which must {@link #forget} every binding that the writer changes. */
  public CachedBindingStore(OrderedByteStore store, int maxCached) {
    this.store = store;
    this.cache =
        new LinkedHashMap<>(256, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Optional<InstanceBinding>> eldest) {
            return size() > maxCached;
          }
        };
  }

  public Optional<InstanceBinding> of(String instance) {
    Optional<InstanceBinding> found = cache.get(instance);
    if (found == null) {
      found = Optional.ofNullable(store.get(key(instance))).map(CachedBindingStore::decode);
      cache.put(instance, found);
    }
    return found;
  }

  public void forget(String instance) {
    cache.remove(instance);
  }

  public void put(String instance, InstanceBinding binding) {
    forget(instance);
    store.put(key(instance), binding == null ? null : Json.write(binding));
  }

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
