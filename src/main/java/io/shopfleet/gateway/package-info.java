/**
 * The public HTTP API in front of the services: contract, sign-in checks and errors. It has no state of its own.
 * Uses the platform and every api package.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.gateway;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
