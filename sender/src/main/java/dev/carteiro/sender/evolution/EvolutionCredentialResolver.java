// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import dev.carteiro.sender.SenderSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds Evolution's API keys by name. A file in the credentials directory takes precedence over the
 * setting. The file is read for each call, so it can be changed while the sender runs.
 */
public record EvolutionCredentialResolver(SenderSettings settings) {
  private static final Logger LOG = LoggerFactory.getLogger(EvolutionCredentialResolver.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  /** The characters that a header may contain. */
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,4096}");

  /** Returns the key of that name; empty when there is none, or when a header cannot contain it. */
  public Optional<String> find(String name) {
    if (name == null || !NAME.matcher(name).matches() || name.startsWith("..")) {
      return Optional.empty();
    }
    return fromDirectory(name)
        .or(() -> Optional.ofNullable(settings.credentials().get(name)))
        .filter(key -> KEY.matcher(key).matches());
  }

  private Optional<String> fromDirectory(String name) {
    if (settings.credentialsDirectory().isEmpty()) {
      return Optional.empty();
    }
    Path file = settings.credentialsDirectory().get().resolve(name);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      LOG.warn("credential not readable name={}: {}", name, e.toString());
      return Optional.empty();
    }
  }
}
