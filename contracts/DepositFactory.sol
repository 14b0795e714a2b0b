// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {AccessManagedUpgradeable} from "@openzeppelin/contracts-upgradeable/access/manager/AccessManagedUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";
import {IDepositFactory} from "./interfaces/IDepositFactory.sol";
import {DepositAccounts} from "./libraries/DepositAccounts.sol";
import {DepositAddressCode} from "./libraries/DepositAddressCode.sol";

/**
 * @title DepositFactory
 * @notice See {IDepositFactory}.
 */
contract DepositFactory is IDepositFactory, AccessManagedUpgradeable, UUPSUpgradeable {
    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    /// @inheritdoc IDepositFactory
    function initialize(address authority_) external initializer {
        require(authority_.code.length != 0, AccessManagedInvalidAuthority(authority_));
        __AccessManaged_init(authority_);
    }

    /// @inheritdoc IDepositFactory
    function deploy(bytes32 salt) external returns (address account) {
        account = addressOf(salt);
        if (account.code.length != 0) return account;

        Create2.deploy({amount: 0, salt: salt, bytecode: DepositAddressCode.INIT_CODE});

        emit DepositAddressDeployed(salt, account);
    }

    /// @inheritdoc IDepositFactory
    function addressOf(bytes32 salt) public view returns (address account) {
        return DepositAccounts.deriveAccount(address(this), DepositAddressCode.INIT_CODE_HASH, salt);
    }

    /// @inheritdoc IDepositFactory
    function initCodeHash() external pure returns (bytes32) {
        return DepositAddressCode.INIT_CODE_HASH;
    }

    /// @dev Reached from `upgradeToAndCall` only, whose selector the restriction judges.
    function _authorizeUpgrade(address) internal override restricted {}
}
