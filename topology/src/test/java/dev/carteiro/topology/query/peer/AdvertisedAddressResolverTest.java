// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.runtime.lifecycle.StartupException;
import dev.carteiro.topology.query.partition.PeerAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdvertisedAddressResolverTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, , 127.0.0.1:4711",
    "::1, , [::1]:4711",
    "10.0.0.7, , 10.0.0.7:4711",
    "0.0.0.0, , node-7:4711",
    "::, , node-7:4711",
    "0.0.0.0, topology.example.org:80, topology.example.org:80",
    "0.0.0.0, [fd00::1]:8081, [fd00::1]:8081",
  })
  void theAddressIsWhatOthersCanReach(String host, String configured, String address) {
    // Given
    HttpServerSettings http = new HttpServerSettings(host, 0, "TOPOLOGY_PORT");
    // When
    PeerAddress peer =
        AdvertisedAddressResolver.of(http, Optional.ofNullable(configured), 4711, () -> "node-7");
    // Then
    assertThat(peer.address()).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"host_with_underscores:8081", "host:0", "host:70000"})
  void anAddressThatNobodyCanReachIsRefused(String configured) {
    // Given
    HttpServerSettings http = new HttpServerSettings("0.0.0.0", 0, "TOPOLOGY_PORT");
    // When
    // Then
    assertThatThrownBy(
            () -> AdvertisedAddressResolver.of(http, Optional.of(configured), 4711, () -> "node-7"))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("TOPOLOGY_ADVERTISED_ADDRESS");
  }

  @Test
  void aMachineThatCallsItselfLocalhostMustBeNamed() {
    // Given
    HttpServerSettings http = new HttpServerSettings("0.0.0.0", 0, "TOPOLOGY_PORT");
    // When
    // Then
    assertThatThrownBy(
            () -> AdvertisedAddressResolver.of(http, Optional.empty(), 4711, () -> "localhost"))
        .isInstanceOf(StartupException.class);
    assertThatThrownBy(
            () ->
                AdvertisedAddressResolver.of(
                    http,
                    Optional.empty(),
                    4711,
                    () -> {
                      throw new UnknownHostException("none");
                    }))
        .isInstanceOf(StartupException.class);
  }
}
