// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.http;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.runtime.access.ApiCaller;
import dev.carteiro.topology.query.partition.QueryTenantScope;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The request of a query. Parameters are validated as they are read; invalid ones are thrown as a
 * {@link dev.carteiro.runtime.http.HttpProblemException}.
 */
public final class QueryRequest {
  public static final int MAX_ITEMS = 1_000;
  private static final int DEFAULT_ITEMS = 100;

  /** Parameters that every query takes. They say how it is answered, not what is queried. */
  private static final Set<String> COMMON = Set.of("tenant", "format", "standby");

  private static final Set<String> OF_LISTS = Set.of("limit", "page");

  private final Context context;
  private final QueryTenantScope scope;
  private final ApiCaller caller;

  private QueryRequest(Context context, ApiCaller caller, QueryTenantScope scope) {
    this.context = context;
    this.caller = caller;
    this.scope = scope;
  }

  /**
   * Reads a request, and rejects unknown or repeated parameters.
   *
   * @param isTenant whether a tenant exists
   */
  public static QueryRequest of(
      Context context, ApiCaller caller, QueryDefinition definition, Predicate<String> isTenant) {
    context
        .queryParamMap()
        .forEach(
            (name, values) -> {
              Set<String> known = new TreeSet<>(COMMON);
              known.addAll(OF_LISTS);
              known.addAll(definition.parameters());
              if (!known.contains(name)) {
                throw QueryProblemFactory.unknownParameter(name, known);
              }
              if (values.size() > 1) {
                throw QueryProblemFactory.invalid(name, "given once");
              }
            });
    return new QueryRequest(context, caller, scope(context, caller, isTenant));
  }

  private static QueryTenantScope scope(
      Context context, ApiCaller caller, Predicate<String> isTenant) {
    String asked = context.queryParam("tenant");
    if (caller.isAdmin()) {
      if (asked != null && !(TenantRecord.isTenantId(asked) && isTenant.test(asked))) {
        throw QueryProblemFactory.unknownTenant();
      }
      return new QueryTenantScope(asked);
    }
    if (asked != null && !asked.equals(caller.tenantId())) {
      // The same answer as for a tenant that does not exist, so that tenants cannot be probed.
      throw QueryProblemFactory.unknownTenant();
    }
    return new QueryTenantScope(caller.tenantId());
  }

  public boolean isAdmin() {
    return caller.isAdmin();
  }

  public QueryTenantScope scope() {
    return scope;
  }

  /** What identifies the query: a page token is valid for all requests with the same identity. */
  public String identity(QueryDefinition definition) {
    Map<String, List<String>> what = new TreeMap<>(context.queryParamMap());
    what.keySet().removeAll(COMMON);
    what.keySet().removeAll(OF_LISTS);
    return definition.name()
        + "\n"
        + context.pathParamMap()
        + "\n"
        + what
        + "\n"
        + caller.isAdmin()
        + "\n"
        + scope.tenantId();
  }

  public Optional<String> parameter(String name) {
    return Optional.ofNullable(context.queryParam(name));
  }

  public String path(String name) {
    return context.pathParam(name);
  }

  public int limit() {
    Optional<String> text = parameter("limit");
    if (text.isEmpty()) {
      return DEFAULT_ITEMS;
    }
    if (!text.get().matches("[0-9]{1,4}")) {
      throw QueryProblemFactory.invalidLimit(MAX_ITEMS);
    }
    int limit = Integer.parseInt(text.get());
    if (limit < 1 || limit > MAX_ITEMS) {
      throw QueryProblemFactory.invalidLimit(MAX_ITEMS);
    }
    return limit;
  }

  public boolean standby() {
    return switch (parameter("standby").orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw QueryProblemFactory.invalid("standby", "true or false");
    };
  }

  /** The instance that the path names, on the gateway that the query string names. */
  public InstanceKey instanceInPath(String name) {
    return instance(path(name));
  }

  /** The instance that the query string names; empty if it names none. */
  public Optional<InstanceKey> instance() {
    return parameter("instance").map(this::instance);
  }

  private InstanceKey instance(String name) {
    String gateway = parameter("gateway").orElse(InstanceKey.DEFAULT_GATEWAY);
    if (!InstanceKey.isGateway(gateway)) {
      throw QueryProblemFactory.badRequest(
          "INVALID_GATEWAY", "gateway must be 1 to 64 of a-z, 0-9, '.', '_' and '-'.");
    }
    // U+FFFD is what a malformed escape decodes to.
    if (name.isBlank()
        || name.length() > InstanceKey.MAX_NAME_BYTES
        || name.indexOf('\uFFFD') >= 0) {
      throw QueryProblemFactory.badRequest(
          "INVALID_INSTANCE_NAME", "An instance name is text, percent-encoded once.");
    }
    return new InstanceKey(gateway, name);
  }

  /** A time parameter; empty if it is absent. */
  public Optional<Instant> time(String name) {
    return parameter(name)
        .map(
            text -> {
              try {
                return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
              } catch (DateTimeParseException e) {
                throw QueryProblemFactory.invalid(name, "a time such as 2026-11-21T12:00:00Z");
              }
            });
  }

  public QueryResponseWriter.QueryResponseFormat format() {
    return QueryResponseWriter.format(context);
  }
}
