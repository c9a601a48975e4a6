// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.access;

import dev.carteiro.contract.Fingerprint;
import dev.carteiro.contract.event.ApiKeyRecord;
import dev.carteiro.runtime.Occasionally;
import dev.carteiro.runtime.ProblemException;
import dev.carteiro.runtime.View;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authenticates API requests by their bearer key. Keys are looked up by their SHA-256, so that the
 * time of a look-up tells nothing about a key. Failures are counted, and logged once a minute;
 * nobody is locked out, because 256 random bits cannot be guessed.
 */
public final class ApiAuthentication {
  private static final Logger LOG = LoggerFactory.getLogger(ApiAuthentication.class);
  private static final Caller BOOTSTRAP = new Caller("bootstrap", ApiKeyRecord.Role.ADMIN, null);

  private final Optional<String> bootstrapFingerprint;
  private final View<ApiKeyRecord> keys;
  private final BooleanSupplier ready;
  private final Counter failures;
  private final Occasionally warning;

  /**
   * Creates the authentication and its counter.
   *
   * @param bootstrapKey an admin's key that is accepted in addition to those of the view
   * @param keys API keys by fingerprint
   * @param ready whether the data that requests ask about is loaded
   */
  public ApiAuthentication(
      Optional<String> bootstrapKey,
      View<ApiKeyRecord> keys,
      BooleanSupplier ready,
      MeterRegistry metrics,
      Clock clock) {
    this.bootstrapFingerprint = bootstrapKey.map(Fingerprint::of);
    this.keys = keys;
    this.ready = ready;
    this.failures =
        Counter.builder("api.auth.failures")
            .description("API requests without a valid key.")
            .register(metrics);
    this.warning =
        new Occasionally(
            clock, count -> LOG.warn("API requests without a valid key count={}", count));
  }

  /**
   * Returns the caller; ends the request with 401 when there is no valid key. While API keys are
   * being loaded only the bootstrap key is accepted and all others get 503, because a valid key
   * might not be known yet. While the data that requests ask about is being loaded everybody gets
   * 503, because what exists might look absent.
   */
  public Caller caller(Context context) {
    Optional<Caller> known =
        Optional.ofNullable(context.header("Authorization"))
            .flatMap(Bearer::of)
            .flatMap(this::holder);
    // The bootstrap key needs no Kafka: with it an operator can see why other keys are not accepted
    // yet.
    boolean bootstrap = known.filter(BOOTSTRAP::equals).isPresent() && ready.getAsBoolean();
    if (!bootstrap && !isReady()) {
      context.header("Retry-After", "5");
      throw AccessProblems.notReady();
    }
    return known.orElseThrow(() -> unauthorized(context));
  }

  /** Whether API keys and the data that requests ask about are loaded. */
  public boolean isReady() {
    return ready.getAsBoolean() && keys.isCaughtUp();
  }

  private ProblemException unauthorized(Context context) {
    failures.increment();
    warning.happened();
    context.header("WWW-Authenticate", "Bearer");
    return AccessProblems.unauthorized();
  }

  /** Returns the caller, who must be an admin; ends the request with 403 otherwise. */
  public Caller admin(Context context) {
    Caller caller = caller(context);
    if (!caller.isAdmin()) {
      throw AccessProblems.forbidden("admin");
    }
    return caller;
  }

  /** Returns the caller, who must be a sender or an admin; ends the request with 403 otherwise. */
  public Caller sender(Context context) {
    Caller caller = caller(context);
    if (caller.role() != ApiKeyRecord.Role.SENDER && !caller.isAdmin()) {
      throw AccessProblems.forbidden("sender or admin");
    }
    return caller;
  }

  /**
   * Returns the holder of a key; empty when the key is not valid. It ends no request and counts no
   * failure.
   */
  public Optional<Caller> holder(String apiKey) {
    return holderOf(Fingerprint.of(apiKey));
  }

  /**
   * Returns the holder of the key with this {@link Fingerprint}; empty when there is none any more.
   * For connections that outlive their request and do not keep the key.
   */
  public Optional<Caller> holderOf(String fingerprint) {
    if (bootstrapFingerprint
        .filter(expected -> Fingerprint.same(expected, fingerprint))
        .isPresent()) {
      return Optional.of(BOOTSTRAP);
    }
    return keys.get(fingerprint)
        // A key with an unknown role, or without the tenant that it is limited to, allows nothing.
        .filter(
            key ->
                key.role() != null
                    && (key.role() == ApiKeyRecord.Role.ADMIN || key.tenantId() != null))
        .map(key -> new Caller(key.keyId(), key.role(), key.tenantId()));
  }
}
