// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.access;

import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.registry.ApiKeyRecord;
import dev.carteiro.contract.registry.ApiKeyRecord.ApiKeyRole;
import dev.carteiro.runtime.LogRateLimiter;
import dev.carteiro.runtime.http.HttpProblemException;
import dev.carteiro.runtime.kafka.TopicView;
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
public final class ApiKeyAuthenticator {
  private static final Logger LOG = LoggerFactory.getLogger(ApiKeyAuthenticator.class);
  private static final ApiCaller BOOTSTRAP = new ApiCaller("bootstrap", ApiKeyRole.ADMIN, null);

  private final Optional<String> bootstrapFingerprint;
  private final TopicView<ApiKeyRecord> keys;
  private final BooleanSupplier ready;
  private final Counter failures;
  private final LogRateLimiter warning;

  /**
   * Creates the authentication and its counter.
   *
   * @param bootstrapKey an admin's key that is accepted in addition to those of the view
   * @param keys API keys by fingerprint
   * @param ready whether the data that requests ask about is loaded
   */
  public ApiKeyAuthenticator(
      Optional<String> bootstrapKey,
      TopicView<ApiKeyRecord> keys,
      BooleanSupplier ready,
      MeterRegistry metrics,
      Clock clock) {
    this.bootstrapFingerprint = bootstrapKey.map(Sha256Fingerprint::of);
    this.keys = keys;
    this.ready = ready;
    this.failures =
        Counter.builder("api.auth.failures")
            .description("API requests without a valid key.")
            .register(metrics);
    this.warning =
        new LogRateLimiter(
            clock, count -> LOG.warn("API requests without a valid key count={}", count));
  }

  /**
   * The caller; without a valid key the request ends with 401. While API keys are being loaded only
   * the bootstrap key is accepted, others get 503; while the data asked for is being loaded
   * everybody does, because what exists might look absent.
   */
  public ApiCaller caller(Context context) {
    Optional<ApiCaller> known =
        Optional.ofNullable(context.header("Authorization"))
            .flatMap(BearerTokenParser::of)
            .flatMap(this::holder);
    // The bootstrap key needs no Kafka: with it one can see why other keys are not accepted yet.
    boolean bootstrap = known.filter(BOOTSTRAP::equals).isPresent() && ready.getAsBoolean();
    if (!bootstrap && !isReady()) {
      context.header("Retry-After", "5");
      throw AccessProblemFactory.notReady();
    }
    return known.orElseThrow(() -> unauthorized(context));
  }

  /** Whether API keys and the data that requests ask about are loaded. */
  public boolean isReady() {
    return ready.getAsBoolean() && keys.isCaughtUp();
  }

  private HttpProblemException unauthorized(Context context) {
    failures.increment();
    warning.happened();
    context.header("WWW-Authenticate", "Bearer");
    return AccessProblemFactory.unauthorized();
  }

  /** Returns the caller, who must be an admin; ends the request with 403 otherwise. */
  public ApiCaller admin(Context context) {
    ApiCaller caller = caller(context);
    if (!caller.isAdmin()) {
      throw AccessProblemFactory.forbidden("admin");
    }
    return caller;
  }

  /** Returns the caller, who must be a sender or an admin; ends the request with 403 otherwise. */
  public ApiCaller sender(Context context) {
    ApiCaller caller = caller(context);
    if (caller.role() != ApiKeyRole.SENDER && !caller.isAdmin()) {
      throw AccessProblemFactory.forbidden("sender or admin");
    }
    return caller;
  }

  /** The holder of a key; empty when it is not valid. Ends no request, counts no failure. */
  public Optional<ApiCaller> holder(String apiKey) {
    return holderOf(Sha256Fingerprint.of(apiKey));
  }

  /** The holder of the key of a fingerprint, for connections that outlive their request. */
  public Optional<ApiCaller> holderOf(String fingerprint) {
    if (bootstrapFingerprint
        .filter(expected -> Sha256Fingerprint.same(expected, fingerprint))
        .isPresent()) {
      return Optional.of(BOOTSTRAP);
    }
    return keys.get(fingerprint)
        // A key with an unknown role, or without the tenant that it is limited to, allows nothing.
        .filter(
            key -> key.role() != null && (key.role() == ApiKeyRole.ADMIN || key.tenantId() != null))
        .map(key -> new ApiCaller(key.keyId(), key.role(), key.tenantId()));
  }
}
