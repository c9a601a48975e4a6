// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.service;

import dev.carteiro.bench.load.WebhookBodyFactory;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

/** Creates the benchmark's tenant and binds instances to it, through the bridge's API. */
public final class BenchmarkInstanceBinder {
  /** The BOOTSTRAP_ADMIN_KEY of the processes that a benchmark starts. */
  public static final String ADMIN_KEY = "ck_bench_bench_bench_bench_bench";

  private static final String TENANT = "bench";

  private final HttpClient client = HttpClient.newHttpClient();
  private final InetSocketAddress bridge;
  private final String adminKey;

  /** Creates the tenant. */
  public BenchmarkInstanceBinder(InetSocketAddress bridge, String adminKey) {
    this.bridge = bridge;
    this.adminKey = adminKey;
    put("/api/tenants/" + TENANT, Map.of("name", "Bench"));
  }

  /** Binds all instances of {@link WebhookBodyFactory}. */
  public static void make(InetSocketAddress bridge) {
    BenchmarkInstanceBinder binder = new BenchmarkInstanceBinder(bridge, ADMIN_KEY);
    for (int n = 0; n < WebhookBodyFactory.INSTANCES; n++) {
      binder.bind(WebhookBodyFactory.instance(n), Map.of());
    }
  }

  /** Binds an instance; the settings are fields of the request besides the tenant. */
  public void bind(String instance, Map<String, Object> settings) {
    Map<String, Object> body = new HashMap<>(settings);
    body.put("tenantId", TENANT);
    put("/api/instances/" + instance, body);
  }

  private void put(String path, Map<String, Object> body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + bridge.getPort() + path))
            .header("Authorization", "Bearer " + adminKey)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)))
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
