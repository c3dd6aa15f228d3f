/**
 * A role's own PostgreSQL database: pool, timeouts, transactions and migrations. Uses config and the contract.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.platform.db;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
