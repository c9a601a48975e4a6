// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import com.fasterxml.jackson.core.JacksonException;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.runtime.access.ApiCaller;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import dev.carteiro.runtime.access.BearerTokenParser;
import dev.carteiro.runtime.http.HttpProblem;
import dev.carteiro.runtime.http.HttpProblemException;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a client asks for when it subscribes. Only a digest of its API key is kept. */
record LiveSubscriptionRequest(
    ApiCaller caller,
    String fingerprint,
    LiveEventFilter filter,
    Optional<ClientResumePosition> resume) {
  private static final int MAX_INSTANCES = 200;

  static LiveSubscriptionRequest of(Context context, ApiKeyAuthenticator authentication) {
    ApiCaller caller = authentication.caller(context);
    String key = BearerTokenParser.of(context.header("Authorization")).orElseThrow();
    LiveEventFilter filter =
        filter(
            caller,
            context.queryParam("tenant"),
            list(context.queryParam("events")),
            list(context.queryParam("instances")));
    Optional<ClientResumePosition> resume =
        Optional.ofNullable(context.header("Last-Event-ID"))
            .or(() -> Optional.ofNullable(context.queryParam("lastEventId")))
            .filter(text -> !text.isBlank())
            .map(ClientResumePosition::parse);
    return new LiveSubscriptionRequest(caller, Sha256Fingerprint.of(key), filter, resume);
  }

  static LiveSubscriptionRequest of(ClientHelloFrame hello, ApiCaller caller) {
    LiveEventFilter filter = filter(caller, hello.tenant(), hello.events(), hello.instances());
    Optional<ClientResumePosition> resume =
        Optional.ofNullable(hello.lastEventId())
            .filter(text -> !text.isBlank())
            .map(ClientResumePosition::parse);
    if (hello.console() != null) {
      resume = resume.map(where -> new ClientResumePosition(where.last(), hello.console()));
    }
    return new LiveSubscriptionRequest(
        caller, Sha256Fingerprint.of(hello.apiKey()), filter, resume);
  }

  private static LiveEventFilter filter(
      ApiCaller caller, String tenant, List<String> events, List<String> instances) {
    String wanted = tenant == null || tenant.isBlank() ? null : tenant.strip();
    if (wanted != null
        && !(caller.mayRead(wanted)
            && (TenantRecord.isTenantId(wanted) || wanted.equals(TenantRecord.UNRESOLVED)))) {
      throw new HttpProblem(
              404,
              "UNKNOWN_TENANT",
              "There is no such tenant",
              "Leave the tenant out to see what the key may see.")
          .asException();
    }
    return new LiveEventFilter(
        caller.isAdmin() ? wanted : caller.tenantId(), types(events), instances(instances));
  }

  private static Set<LiveEventType> types(List<String> names) {
    Set<LiveEventType> types = new HashSet<>();
    for (String name : names == null ? List.<String>of() : names) {
      types.add(
          LiveEventType.named(String.valueOf(name))
              .orElseThrow(
                  () ->
                      invalid(
                          "UNKNOWN_EVENT",
                          "events must be of "
                              + String.join(
                                  ", ",
                                  Arrays.stream(LiveEventType.values())
                                      .map(LiveEventType::text)
                                      .toList())
                              + ".")));
    }
    return types;
  }

  private static Set<String> instances(List<String> names) {
    if (names == null) {
      return Set.of();
    }
    if (names.size() > MAX_INSTANCES) {
      throw invalid("TOO_MANY_INSTANCES", "Name at most " + MAX_INSTANCES + " instances, or none.");
    }
    Set<String> instances = new HashSet<>();
    for (String name : names) {
      instances.add(instance(name));
    }
    return instances;
  }

  private static String instance(String name) {
    try {
      return (name.indexOf('/') < 0 ? InstanceKey.of(name) : InstanceKey.parse(name)).text();
    } catch (IllegalArgumentException | NullPointerException e) {
      throw invalid("INVALID_INSTANCE", "instances are names, or gateway/name.");
    }
  }

  private static List<String> list(String text) {
    return text == null
        ? null
        : Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .toList();
  }

  private static HttpProblemException invalid(String code, String detail) {
    return new HttpProblem(400, code, "The request cannot be understood", detail).asException();
  }

  /**
   * The first frame of a WebSocket client that cannot set headers. The name of the console that
   * welcomed it before allows resuming at the exact position.
   */
  record ClientHelloFrame(
      String type,
      String apiKey,
      String tenant,
      String lastEventId,
      String console,
      List<String> events,
      List<String> instances) {

    static Optional<ClientHelloFrame> parse(String frame) {
      try {
        return Optional.ofNullable(Json.mapper().readValue(frame, ClientHelloFrame.class))
            .filter(hello -> "hello".equals(hello.type) && hello.apiKey != null);
      } catch (JacksonException e) {
        return Optional.empty();
      }
    }

    @Override
    public String toString() {
      return "Hello[tenant=" + tenant + "]";
    }
  }
}
