// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManagedUpgradeable} from "@openzeppelin/contracts-upgradeable/access/manager/AccessManagedUpgradeable.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {IBillingRates} from "./interfaces/IBillingRates.sol";

/**
 * @title BillingRates
 * @notice The rate card, the meters and what they have charged, the caps.
 */
abstract contract BillingRates is AccessManagedUpgradeable, IBillingRates {
    using BitMaps for BitMaps.BitMap;

    /// @dev One slot: 12 + 12 + 5 bytes.
    struct Rate {
        uint96 unitPrice; // before `nextFrom`
        uint96 nextPrice; // from `nextFrom` on
        uint40 nextFrom;
    }

    /// @dev One slot: 12 + 12 + 4 bytes.
    struct Allowance {
        uint96 cap; // 0: the vault's default
        uint96 charged; // on `day`
        uint32 day; // days since 1970, UTC
    }

    /// @custom:storage-location erc7201:weir.storage.BillingRates
    struct BillingRatesStorage {
        mapping(uint16 kind => mapping(address vault => Rate rate)) rates; // slot 0
        mapping(uint32 meterNo => address key) meterKeys; // slot 1
        mapping(uint32 meterNo => BitMaps.BitMap ids) charged; // slot 2
        mapping(bytes32 tenantId => mapping(address vault => Allowance allowance)) allowances; // slot 3
        mapping(address vault => uint96 cap) defaultCaps; // slot 4
        uint32 meterCount; // slot 5
    }

    // keccak256(abi.encode(uint256(keccak256("weir.storage.BillingRates")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant BILLING_RATES_STORAGE = 0x3756c9fbe6aa5e24d0d8b3173527c379e0a67bbfadd4eeac731c93730b384900;

    /// @notice Seconds between the announcement of a rate and its first bill.
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    uint40 public immutable RATE_NOTICE;

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor(uint40 rateNotice) {
        RATE_NOTICE = rateNotice;
    }

    /// @inheritdoc IBillingRates
    function announceRate(uint16 kind, address vault, uint96 unitPrice) external restricted returns (uint40 from) {
        Rate storage rate = _billingRates().rates[kind][vault];
        from = uint40(block.timestamp) + RATE_NOTICE;
        (rate.unitPrice, rate.nextPrice, rate.nextFrom) = (_unitPrice(kind, vault), unitPrice, from);
        emit RateAnnounced(kind, vault, unitPrice, from);
    }

    /// @inheritdoc IBillingRates
    function addMeter(address key) external restricted returns (uint32 meterNo) {
        meterNo = ++_billingRates().meterCount;
        _setMeterKey(meterNo, key);
    }

    /// @inheritdoc IBillingRates
    function setMeterKey(uint32 meterNo, address key) external restricted {
        require(meterNo != 0 && meterNo <= _billingRates().meterCount, MeterUnknown(meterNo));
        _setMeterKey(meterNo, key);
    }

    /// @inheritdoc IBillingRates
    function setTenantCap(bytes32 tenantId, address vault, uint96 cap) external restricted {
        _billingRates().allowances[tenantId][vault].cap = cap;
        emit TenantCapSet(tenantId, vault, cap);
    }

    /// @inheritdoc IBillingRates
    function setDefaultCap(address vault, uint96 cap) external restricted {
        _billingRates().defaultCaps[vault] = cap;
        emit DefaultCapSet(vault, cap);
    }

    /* VIEWS */

    /// @inheritdoc IBillingRates
    function rateOf(
        uint16 kind,
        address vault
    ) external view returns (uint256 unitPrice, uint256 announced, uint40 from) {
        Rate storage rate = _billingRates().rates[kind][vault];
        return (_unitPrice(kind, vault), rate.nextPrice, rate.nextFrom);
    }

    /// @inheritdoc IBillingRates
    function meterKey(uint32 meterNo) external view returns (address) {
        return _billingRates().meterKeys[meterNo];
    }

    /// @inheritdoc IBillingRates
    function isCharged(uint32 meterNo, uint256 id) public view returns (bool) {
        return _billingRates().charged[meterNo].get(id);
    }

    /// @inheritdoc IBillingRates
    function capOf(bytes32 tenantId, address vault) external view returns (uint256 cap, uint256 chargedToday) {
        return _capOf(_billingRates().allowances[tenantId][vault], vault);
    }

    /* INTERNAL */

    function _requireMeter(uint32 meterNo) internal view {
        address key = _billingRates().meterKeys[meterNo];
        require(msg.sender == key && key != address(0), NotTheMeter(meterNo, msg.sender));
    }

    /// @dev Uses up the id of a record that is charged.
    function _useId(uint32 meterNo, uint256 id) internal {
        _billingRates().charged[meterNo].set(id);
    }

    /// @dev Takes `amount` from what the tenant may still be charged today; false if that is less.
    function _useCap(bytes32 tenantId, address vault, uint256 amount) internal returns (bool) {
        Allowance storage allowance = _billingRates().allowances[tenantId][vault];
        (uint256 cap, uint256 chargedToday) = _capOf(allowance, vault);
        if (chargedToday + amount > cap) return false;
        (allowance.charged, allowance.day) = (uint96(chargedToday + amount), _today()); // at most a cap, 96 bits
        return true;
    }

    /// @dev What a unit costs at this second.
    function _unitPrice(uint16 kind, address vault) internal view returns (uint96) {
        Rate memory rate = _billingRates().rates[kind][vault];
        return block.timestamp < rate.nextFrom ? rate.unitPrice : rate.nextPrice;
    }

    function _capOf(
        Allowance storage allowance,
        address vault
    ) private view returns (uint256 cap, uint256 chargedToday) {
        cap = allowance.cap;
        if (cap == 0) cap = _billingRates().defaultCaps[vault];
        if (allowance.day == _today()) chargedToday = allowance.charged;
    }

    function _setMeterKey(uint32 meterNo, address key) private {
        _billingRates().meterKeys[meterNo] = key;
        emit MeterKeySet(meterNo, key);
    }

    function _today() private view returns (uint32) {
        return uint32(block.timestamp / 1 days);
    }

    function _billingRates() private pure returns (BillingRatesStorage storage $) {
        assembly {
            $.slot := BILLING_RATES_STORAGE
        }
    }
}
