// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import dev.carteiro.config.ApiAccessSettings;
import dev.carteiro.config.HelpText;
import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.config.Setting;
import java.time.Duration;
import java.util.Optional;

/** Settings of the query API, which every topology process serves. */
public record QuerySettings(
    @Setting(name = "TOPOLOGY_ADVERTISED_ADDRESS")
        @HelpText(
            "host:port under which other topology processes reach this one; by default the address it"
                + " listens on, or the machine's name when it listens on all.")
        Optional<String> advertised,
    @Setting(name = "QUERY_PEER_SECRET", secret = true, minLength = 24)
        @HelpText(
            "Secret that topology processes show each other; the same for all, at least 24"
                + " characters. Required unless TOPOLOGY_HOST is a loopback address.")
        Optional<String> peerSecret,
    @Setting(name = "QUERY_DEADLINE", defaultValue = "PT2S", range = "PT0.1S..PT1M")
        @HelpText(
            "Until a query's answer must be complete; partitions that are missing then are named.")
        Duration deadline,
    @Setting(name = "QUERY_MAX_SCAN", defaultValue = "100000", range = "100..10000000")
        @HelpText(
            "Entries of one partition that one query looks at, at most; a page token goes on there.")
        int maxScan,
    @Setting(name = "QUERY_MAX_CONCURRENT", defaultValue = "64", range = "1..1000")
        @HelpText("Queries that one process answers at once; more are answered 503.")
        int maxConcurrent,
    ApiAccessSettings access) {

  public QuerySettings {
    advertised.ifPresent(
        address -> {
          if (!address.matches("(\\[[0-9a-fA-F:]+]|[A-Za-z0-9._-]+):[0-9]{1,5}")) {
            throw new InvalidSettingException(
                "TOPOLOGY_ADVERTISED_ADDRESS", "must be host:port (it is \"" + address + "\")");
          }
        });
  }

  @Override
  public String toString() {
    return "QuerySettings[advertised=" + advertised + "]";
  }
}
