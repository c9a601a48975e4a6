// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.service;

import dev.carteiro.bench.load.WebhookBodyFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * Creates the benchmark's tenant and binds all instances of {@link WebhookBodyFactory} to it,
 * through the bridge's API.
 */
public final class BenchmarkInstanceBinder {
  /** The BOOTSTRAP_ADMIN_KEY of the processes that a benchmark starts. */
  public static final String ADMIN_KEY = "ck_bench_bench_bench_bench_bench";

  private static final String TENANT = "bench";

  private BenchmarkInstanceBinder() {}

  public static void make(InetSocketAddress bridge) {
    HttpClient client = HttpClient.newHttpClient();
    put(client, bridge, "/api/tenants/" + TENANT, "{\"name\":\"Bench\"}");
    for (int n = 0; n < WebhookBodyFactory.INSTANCES; n++) {
      put(
          client,
          bridge,
          "/api/instances/" + WebhookBodyFactory.instance(n),
          "{\"tenantId\":\"" + TENANT + "\"}");
    }
  }

  private static void put(HttpClient client, InetSocketAddress bridge, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + bridge.getPort() + path))
            .header("Authorization", "Bearer " + ADMIN_KEY)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(path + " was answered " + answer.body());
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot put " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
