// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import dev.carteiro.contract.Topic;

/** Stores that lie in the same tasks: those of one part of the topology. */
enum Group {
  /** Everything about instances. */
  INSTANCES(Topic.WEBHOOK),
  /** The limits of tenants. */
  TENANTS(Topic.PERMIT_REQUEST);

  private final Topic source;

  Group(Topic source) {
    this.source = source;
  }

  /** A topic that is read there: who has its partition has the stores' partition. */
  String sourceTopic() {
    return source.topicName();
  }
}
