// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReverseProxyPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/instances/business",
        "/api/instances/a%20b",
        "/api/instances/a+b",
        "/api/instances/v1.2..3",
        "/api/query/messages/x/%E2%9C%93",
        "/api/instances/50%25"
      })
  void whatLeadsForwardPasses(String path) {
    // When
    boolean straight = ReverseProxyHandler.isStraight(path);
    // Then
    assertThat(straight).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/instances/../../webhooks/evolution",
        "/api/instances/%2e%2e/%2E%2e/webhooks/evolution",
        "/api/instances/..%2f..%2fwebhooks/evolution",
        "/api/instances/..%5cwebhooks",
        "/api/instances/.;x/..;y/webhooks",
        "/api/instances/%252e%252e/webhooks",
        "/api/instances/%2f..%2fx",
        "/api/instances/a%0d%0aHost:x",
        "/api/instances/a%00",
        "/api/instances/%zz",
        "/api/instances/.",
      })
  void whatCouldLeadElsewhereDoesNot(String path) {
    // When
    boolean straight = ReverseProxyHandler.isStraight(path);
    // Then
    assertThat(straight).isFalse();
  }
}
