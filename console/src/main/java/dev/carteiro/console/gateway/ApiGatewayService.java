// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.gateway;

import dev.carteiro.console.ConsoleContext;
import dev.carteiro.console.ConsoleService;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;

/**
 * Forwards the rest of the API: queries to the topology, commands to the bridge. Only the paths
 * listed here are forwarded, and only with a valid API key; webhooks never are.
 */
public final class ApiGatewayService implements ConsoleService {
  private static final List<HandlerType> METHODS =
      List.of(
          HandlerType.GET,
          HandlerType.POST,
          HandlerType.PUT,
          HandlerType.PATCH,
          HandlerType.DELETE);

  private static final List<String> BRIDGE =
      List.of("/api/instances", "/api/tenants", "/api/keys", "/api/whatsapp");

  private final ApiKeyAuthenticator authentication;
  private final UpstreamRoleClient bridge;
  private final UpstreamRoleClient topology;
  private final ReverseProxyHandler proxy = new ReverseProxyHandler();

  public ApiGatewayService(
      ConsoleContext context, UpstreamRoleClient bridge, UpstreamRoleClient topology) {
    this.authentication = context.authentication();
    this.bridge = bridge;
    this.topology = topology;
  }

  /** The console's own routes must be registered before. */
  @Override
  public void addTo(JavalinConfig config) {
    for (String path : List.of("/api/query/<path>", "/api/whatsapp/schedules")) {
      config.routes.get(path, context -> forward(context, topology));
    }
    for (HandlerType method : METHODS) {
      for (String path : BRIDGE) {
        if (!path.equals("/api/whatsapp")) {
          config.routes.addHttpHandler(method, path, context -> forward(context, bridge));
        }
        config.routes.addHttpHandler(method, path + "/<path>", context -> forward(context, bridge));
      }
    }
    for (String fate : List.of("redrive", "discard")) {
      config.routes.post("/api/dead-letters/{id}/" + fate, context -> forward(context, bridge));
    }
  }

  private void forward(Context context, UpstreamRoleClient upstream) {
    authentication.caller(context);
    proxy.forward(context, upstream);
  }
}
