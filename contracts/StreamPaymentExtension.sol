// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {LedgerBase} from "./LedgerBase.sol";
import {StreamGovernance} from "./StreamGovernance.sol";
import {StreamNodes} from "./StreamNodes.sol";
import {StreamTerms} from "./StreamTerms.sol";

/**
 * @title StreamPaymentExtension
 * @notice The half of the ledger that other contracts and roles call, and its slow views.
 * @dev {StreamPayment} makes one in its constructor and delegates to it whatever it does not know itself, so this code
 * works on the storage of the ledger's proxy, which {StreamPayment} initialises. Called directly it has no authority, no
 * terms and no money.
 * @custom:oz-upgrades-unsafe-allow missing-initializer
 */
contract StreamPaymentExtension is StreamTerms, StreamNodes, StreamGovernance {
    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor(Wiring memory wiring_) LedgerBase(wiring_) {}
}
