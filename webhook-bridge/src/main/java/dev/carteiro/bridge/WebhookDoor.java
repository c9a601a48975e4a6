// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Stands before Javalin's servlet and takes what is posted to the webhook paths; everything else
 * goes on as it came. The machinery of a servlet's asynchronous request costs more than all of a
 * webhook's own work.
 *
 * <p>Nothing here blocks, and it tells Jetty so: the thread that finds a request on a connection
 * also handles it, without waking another. What may block or take long is given to a thread of the
 * pool: Javalin's requests, large bodies, log lines. So are answers that are known at once: whoever
 * writes one goes on to the connection's next request, and a client that asks faster than it is
 * answered would be served before all others.
 */
final class WebhookDoor extends Handler.Wrapper {
  private final WebhookHandler webhooks;
  private final Executor threads;

  /**
   * @param threads the server's pool
   */
  WebhookDoor(WebhookHandler webhooks, Executor threads) {
    this.webhooks = webhooks;
    this.threads = threads;
  }

  /** What is served here, as method and path. */
  static List<String> routes() {
    List<String> routes = new ArrayList<>();
    for (String base : WebhookPath.BASES) {
      routes.add("POST " + base);
      routes.add("POST " + base + "/<rest>");
    }
    return routes;
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = request.getHttpURI().getPath();
    Optional<WebhookPath> webhook = path == null ? Optional.empty() : WebhookPath.parse(path);
    boolean posted = HttpMethod.POST.is(request.getMethod());
    if (webhook.isPresent() && posted) {
      webhooks.handle(webhook.get(), request, response, callback);
    } else if (path != null && WebhookPath.isBelowBase(path)) {
      threads.execute(() -> refuse(posted, request, response, callback));
    } else {
      threads.execute(() -> passOn(request, response, callback));
    }
    return true;
  }

  private static void refuse(
      boolean posted, Request request, Response response, Callback callback) {
    request.consumeAvailable();
    WebhookAnswer refusal = posted ? WebhookAnswer.notFound() : WebhookAnswer.methodNotAllowed();
    refusal.write(response, callback);
  }

  private void passOn(Request request, Response response, Callback callback) {
    try {
      if (!super.handle(request, response, callback)) {
        Response.writeError(request, response, callback, 404);
      }
    } catch (Exception | Error e) {
      callback.failed(e);
    }
  }

  @Override
  protected void doStart() throws Exception {
    webhooks.start(getServer().getScheduler());
    super.doStart();
  }

  @Override
  protected void doStop() throws Exception {
    super.doStop();
    webhooks.stop();
  }
}
