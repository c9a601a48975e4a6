// SPDX-License-Identifier: Apache-2.0
/** The Streams application: {@link dev.carteiro.topology.CarteiroTopology} is its picture. */
package dev.carteiro.topology;
