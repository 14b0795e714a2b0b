// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {AccessManagedUpgradeable} from "@openzeppelin/contracts-upgradeable/access/manager/AccessManagedUpgradeable.sol";
import {MulticallUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/MulticallUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";
import {IStreamNodes} from "./interfaces/IStreamNodes.sol";
import {LedgerBase} from "./LedgerBase.sol";
import {StreamCharges} from "./StreamCharges.sol";
import {StreamMeter} from "./StreamMeter.sol";
import {StreamPaymentExtension} from "./StreamPaymentExtension.sol";

/**
 * @title StreamPayment
 * @notice The ledger and the meter in one contract, behind an ERC-1967 proxy. {IStreamPayment} is all of it.
 * @dev What accounts' owners do is here, and the charges, of which there are many. What other contracts and roles do is in
 * {StreamPaymentExtension}, whose code this contract runs for every function that it does not know: together they are
 * larger than one contract may be. The constructor makes the extension, so both are always of one build, have the same
 * immutables and are upgraded at once.
 */
contract StreamPayment is StreamMeter, StreamCharges, AccessManagedUpgradeable, MulticallUpgradeable, UUPSUpgradeable {
    /// @notice Code of the functions that other contracts and roles call.
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    address public immutable EXTENSION;

    /**
     * @param wiring_ What the ledger is built on.
     * @custom:oz-upgrades-unsafe-allow constructor
     */
    constructor(IStreamNodes.Wiring memory wiring_) LedgerBase(wiring_) {
        EXTENSION = address(new StreamPaymentExtension(wiring_));
        _disableInitializers();
    }

    /// @notice Once, by the proxy's constructor: sets who governs and who receives the platform's withdrawals.
    function initialize(address initialAuthority, address receiver) external initializer {
        require(initialAuthority.code.length != 0, AccessManagedInvalidAuthority(initialAuthority));
        __AccessManaged_init(initialAuthority);
        _ledger().kinds[PLATFORM] = AccountKind.Platform;
        _setPlatformReceiver(receiver);
    }

    /// @notice Whatever this contract does not know is done by the extension's code, on this contract's storage.
    /// @dev Not payable: nothing in the extension takes ETH.
    /// @custom:oz-upgrades-unsafe-allow delegatecall
    // solhint-disable-next-line payable-fallback
    fallback(bytes calldata data) external returns (bytes memory) {
        return Address.functionDelegateCall(EXTENSION, data);
    }

    function _authorizeUpgrade(address) internal override restricted {}
}
