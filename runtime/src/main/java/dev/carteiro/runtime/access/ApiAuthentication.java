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
 * Finds the caller of an API request by its bearer key. Keys are looked up by their SHA-256, which
 * tells nothing about them by its timing. Failures are counted and logged once a minute; nobody is
 * locked out, as 256 random bits need no lock.
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
   * @param bootstrapKey an admin's key that is accepted beside those of the view
   * @param keys by fingerprint of the key
   * @param ready whether requests may be answered: what they ask about is read as well
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
   * The caller; ends the request with 401 when there is none. While what is registered is still
   * being read nobody but the bootstrap key's holder is answered: a key might not be known yet.
   * While what requests ask about is being read nobody is: what is there might look absent.
   */
  public Caller caller(Context context) {
    Optional<Caller> known =
        Optional.ofNullable(context.header("Authorization"))
            .flatMap(Bearer::of)
            .flatMap(this::holder);
    // The bootstrap key is known without Kafka: with it one can see why the others are not.
    boolean bootstrap = known.filter(BOOTSTRAP::equals).isPresent() && ready.getAsBoolean();
    if (!bootstrap && !isReady()) {
      context.header("Retry-After", "5");
      throw AccessProblems.notReady();
    }
    return known.orElseThrow(() -> unauthorized(context));
  }

  /** Whether keys can be told from what is no key; until then nobody is answered. */
  public boolean isReady() {
    return ready.getAsBoolean() && keys.isCaughtUp();
  }

  private ProblemException unauthorized(Context context) {
    failures.increment();
    warning.happened();
    context.header("WWW-Authenticate", "Bearer");
    return AccessProblems.unauthorized();
  }

  /** The caller, who must be an admin; ends the request with 403 otherwise. */
  public Caller admin(Context context) {
    Caller caller = caller(context);
    if (!caller.isAdmin()) {
      throw AccessProblems.forbidden("admin");
    }
    return caller;
  }

  /** The caller, who must be a sender or an admin; ends the request with 403 otherwise. */
  public Caller sender(Context context) {
    Caller caller = caller(context);
    if (caller.role() != ApiKeyRecord.Role.SENDER && !caller.isAdmin()) {
      throw AccessProblems.forbidden("sender or admin");
    }
    return caller;
  }

  /** Whose key this is; empty when it is nobody's. Fails nothing and counts nothing. */
  public Optional<Caller> holder(String apiKey) {
    return holderOf(Fingerprint.of(apiKey));
  }

  /**
   * Whose key has this {@link Fingerprint}; empty when it is nobody's any more. For connections
   * that outlive their request and do not keep the key itself.
   */
  public Optional<Caller> holderOf(String fingerprint) {
    if (bootstrapFingerprint
        .filter(expected -> Fingerprint.same(expected, fingerprint))
        .isPresent()) {
      return Optional.of(BOOTSTRAP);
    }
    return keys.get(fingerprint)
        // A key of an unknown role, or without a tenant to be held to, allows nothing.
        .filter(
            key ->
                key.role() != null
                    && (key.role() == ApiKeyRecord.Role.ADMIN || key.tenantId() != null))
        .map(key -> new Caller(key.keyId(), key.role(), key.tenantId()));
  }
}
