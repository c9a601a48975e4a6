// SPDX-License-Identifier: Apache-2.0
/**
 * The tenant pace stage: grants permits under limits that cover all instances of a tenant.
 *
 * <p>In: permit requests, keyed by tenant. Out: permits, keyed by instance, and dead letters. It
 * remembers for each tenant with a limit the permits granted and used and the instances that wait
 * ({@code tenant-pace}).
 */
package dev.carteiro.topology.tenantpace;
