// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.data.ScopedDatabaseReader.ScopedDatabaseQuery;
import dev.carteiro.console.data.SelectQueryBuilder.SortKeyColumn;
import dev.carteiro.console.request.ListQueryParameters;
import dev.carteiro.console.request.TenantReadScope;
import io.javalin.http.Context;
import java.util.List;

/** One API request that reads rows: its parameters, and whose rows it may see. */
record DataRequest(
    Context context,
    TenantReadScope scope,
    ListQueryParameters given,
    ScopedDatabaseReader reader) {

  SelectQueryBuilder select(String columns, String table) {
    return new SelectQueryBuilder(columns, table).ofTenant(scope.tenantId());
  }

  ObjectNode page(SelectQueryBuilder select, List<SortKeyColumn> keys) {
    int limit = given.limit();
    String token = context.queryParam("page");
    return read(connection -> select.page(connection, keys, limit, token));
  }

  <T> T read(ScopedDatabaseQuery<T> query) {
    return reader.read(context, scope, query);
  }
}
