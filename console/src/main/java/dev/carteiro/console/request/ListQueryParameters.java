// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.request;

import dev.carteiro.contract.InstanceKey;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Parses the query parameters of lists. An invalid value ends the request with 400. */
public record ListQueryParameters(Context context) {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  private static final int MAX_TEXT = 512;

  /** The number of items: 100 by default, 1,000 at most. */
  public int limit() {
    String text = context.queryParam("limit");
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    if (!text.matches("[0-9]{1,4}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > MAX_LIMIT) {
      throw ConsoleProblems.invalid(
          "INVALID_LIMIT", "limit must be a whole number from 1 to " + MAX_LIMIT + ".");
    }
    return Integer.parseInt(text);
  }

  /** A text; empty when absent or blank. */
  public Optional<String> text(String name) {
    String text = context.queryParam(name);
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    if (text.length() > MAX_TEXT) {
      throw ConsoleProblems.invalid(
          "INVALID_FIELD", name + " must have at most " + MAX_TEXT + " characters.");
    }
    return Optional.of(text);
  }

  public Optional<Instant> instant(String name) {
    return text(name)
        .map(
            text -> {
              try {
                return OffsetDateTime.parse(text).toInstant();
              } catch (DateTimeException e) {
                throw ConsoleProblems.invalid(
                    "INVALID_TIME", name + " must be an RFC 3339 time with its offset.");
              }
            });
  }

  /** One of the given words, ignoring case. */
  public Optional<String> oneOf(String name, String... words) {
    return oneOf(name, Arrays.asList(words));
  }

  public Optional<String> oneOf(String name, Collection<String> words) {
    return text(name)
        .map(
            text ->
                words.stream()
                    .filter(word -> word.equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            ConsoleProblems.invalid(
                                "INVALID_FIELD",
                                name + " must be one of " + String.join(", ", words) + ".")));
  }

  /** The instance of {@code ?instance=}, on the gateway of {@code ?gateway=}. */
  public Optional<InstanceKey> instance() {
    return text("instance").map(this::instance);
  }

  public InstanceKey pathInstance(String name) {
    return instance(context.pathParam(name));
  }

  private InstanceKey instance(String name) {
    String gateway =
        text("gateway").map(g -> g.toLowerCase(Locale.ROOT)).orElse(InstanceKey.DEFAULT_GATEWAY);
    if (!InstanceKey.isGateway(gateway)) {
      throw ConsoleProblems.invalid(
          "INVALID_FIELD", "gateway must be 1 to 64 of a-z, 0-9, '.', '_' and '-'.");
    }
    return new InstanceKey(gateway, name);
  }
}
