// SPDX-License-Identifier: Apache-2.0
/**
 * The Kafka Streams application: {@link dev.carteiro.topology.CarteiroTopology} builds the topology
 * and reads as its diagram, {@link dev.carteiro.topology.TopologyRole} runs it. Each stage has a
 * package of its own.
 */
package dev.carteiro.topology;
