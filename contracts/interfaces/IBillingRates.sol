// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title IBillingRates
 * @notice What usage costs and who may report it: the rate card, the meters, the caps.
 *
 * A bill is `quantity × unit price` at the time it is charged, so anyone can recompute it from the events. A meter is a
 * number with a key that can be changed; its number outlives its keys, and so do the ids that it has used. A cap bounds
 * what all meters together charge a tenant in a vault on one day (UTC), and so what a stolen key can do.
 */
interface IBillingRates {
    /// @notice From `from` on a unit of `kind` costs `unitPrice` shares of `vault`; zero: usage of it is refused.
    event RateAnnounced(uint16 indexed kind, address indexed vault, uint96 unitPrice, uint40 from);

    /// @notice The meter reports with this key from now on; zero: not at all.
    event MeterKeySet(uint32 indexed meterNo, address indexed key);

    /// @notice The most that the tenant is charged in `vault` on a day; zero: the default.
    event TenantCapSet(bytes32 indexed tenantId, address indexed vault, uint96 cap);

    /// @notice The most that a tenant without a cap of its own is charged in `vault` on a day.
    event DefaultCapSet(address indexed vault, uint96 cap);

    /// @notice The caller does not hold the meter's key.
    error NotTheMeter(uint32 meterNo, address caller);

    /// @notice No meter with this number.
    error MeterUnknown(uint32 meterNo);

    /**
     * @notice Rates role: announces what a unit of `kind` costs in `vault` from `RATE_NOTICE` seconds on. What was
     * announced before and is not in force yet is replaced.
     * @dev Emits {RateAnnounced}.
     * @return from Unix time from which it is in force.
     */
    function announceRate(uint16 kind, address vault, uint96 unitPrice) external returns (uint40 from);

    /// @notice Meters role: adds a meter with this key. Emits {MeterKeySet}.
    /// @return meterNo Its number, counted from 1.
    function addMeter(address key) external returns (uint32 meterNo);

    /// @notice Meters role: changes a meter's key at once; zero revokes it. Its used ids stay used, so after a theft, when
    /// ids may have been used up ahead, add another meter instead. Emits {MeterKeySet}.
    function setMeterKey(uint32 meterNo, address key) external;

    /// @notice Governor: caps what a tenant is charged in `vault` on a day; zero: as everybody. Emits {TenantCapSet}.
    /// @dev Not the meters role's: who names the keys must not also lift what bounds them.
    function setTenantCap(bytes32 tenantId, address vault, uint96 cap) external;

    /// @notice Governor: sets the cap of tenants without one of their own. Zero, the default, charges them nothing.
    /// Emits {DefaultCapSet}.
    function setDefaultCap(address vault, uint96 cap) external;

    /* VIEWS: never revert */

    /// @notice Price of a unit of `kind` in `vault` now, and the last one announced with the time from which it holds.
    function rateOf(
        uint16 kind,
        address vault
    ) external view returns (uint256 unitPrice, uint256 announced, uint40 from);

    /// @notice The key that the meter reports with; zero if none.
    function meterKey(uint32 meterNo) external view returns (address);

    /// @notice Whether the meter has charged a record with this id.
    function isCharged(uint32 meterNo, uint256 id) external view returns (bool);

    /// @notice The tenant's cap in `vault`, and what it was charged today, in shares.
    function capOf(bytes32 tenantId, address vault) external view returns (uint256 cap, uint256 chargedToday);
}
