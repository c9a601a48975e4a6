// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.webhook;

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
 * Jetty handler in front of Javalin's servlet: takes POST requests to the webhook paths and passes
 * all other requests on. An asynchronous servlet request would cost more than all of a webhook's
 * own work.
 *
 * <p>Nothing here blocks, and the handler declares this to Jetty, so the thread that reads a
 * request from a connection also handles it. Work that may block or take long runs on a pool
 * thread: Javalin's requests, large bodies, log lines. Responses that are known at once are written
 * on a pool thread, too: the thread that writes a response continues with the connection's next
 * request, so a client that sends faster than it is answered would be served before all others.
 */
public final class WebhookJettyHandler extends Handler.Wrapper {
  private final WebhookIngestHandler webhooks;
  private final Executor threads;

  public WebhookJettyHandler(WebhookIngestHandler webhooks, Executor threads) {
    this.webhooks = webhooks;
    this.threads = threads;
  }

  /** The routes of this handler, as method and path. */
  public static List<String> routes() {
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
    WebhookResponse refusal =
        posted ? WebhookResponse.notFound() : WebhookResponse.methodNotAllowed();
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
