// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title Roles
 * @notice The roles of the AccessManager that governs Weir. Which function needs which role is decided there, function
 * by function. No role can move a user's money or close an exit; a meter, whose key METERS names, charges tenants and
 * streams within the caps that the governor sets.
 */
library Roles {
    /// @notice The governor: names the roles' members and their delays, and holds whatever no other role holds.
    uint64 internal constant ADMIN = 0;

    /// @notice May upgrade the contracts, after a delay.
    uint64 internal constant UPGRADER = 1;

    /// @notice May pause what is new.
    uint64 internal constant PAUSER = 2;

    /// @notice May end a pause.
    uint64 internal constant UNPAUSER = 3;

    /// @notice May set the platform's fees and who receives them.
    uint64 internal constant FEES = 4;

    /// @notice Signs attestations and may revoke them.
    uint64 internal constant VERIFIER = 5;

    /// @notice May create tenants, give them stream balances, and suspend and reinstate streams.
    uint64 internal constant REGISTRAR = 6;

    /// @notice May list and delist vaults.
    uint64 internal constant LISTING = 7;

    /// @notice May cancel what any role but the admin has scheduled. What the admin schedules only an admin can cancel:
    /// AccessManager knows no guardian of the admin role, so the admin's own delays are the protection against a stolen
    /// admin key.
    uint64 internal constant GUARDIAN = 8;

    /// @notice May announce what a unit of usage costs, and write off arrears.
    uint64 internal constant RATES = 9;

    /// @notice May name the keys of meters, within the caps that the governor sets.
    uint64 internal constant METERS = 10;
}
